import type { MailTexts } from './en.ts'

export const fr: MailTexts = {
  subjects: {
    issued: (title) => `Votre certificat : ${title}`,
    replaced: (title) => `Votre nouveau certificat : ${title}`,
    revoked: (title) => `Votre certificat a été révoqué : ${title}`,
    expiring: (title, day) => `Votre certificat est valable jusqu’au ${day} : ${title}`,
  },
  greeting: (name) => `Bonjour ${name},`,
  leads: {
    issued: (site) => `${site} vous a délivré un certificat.`,
    replaced: (site) => `${site} a remplacé l’un de vos certificats par un nouveau. L’ancien n’est plus valide.`,
    revoked: (site) => `${site} a révoqué ce certificat. Il n’est plus valide.`,
    expiring: (site, day) => `Ce certificat de ${site} est valable jusqu’au ${day}.`,
  },
  see: 'Voir le certificat',
  why: (site) => `Vous recevez cet e-mail parce que ${site} vous a délivré un certificat.`,
  unsubscribe: 'Se désabonner',
  page: {
    title: 'Se désabonner',
    question: (site) =>
      `Ne voulez-vous plus recevoir d’e-mails sur les certificats de ${site} ? Vos certificats ne changent pas.`,
    done: 'Vous êtes désabonné.',
    doneText: (site) => `Vous ne recevrez plus d’e-mails sur les certificats de ${site}.`,
    again: 'Se réabonner',
    subscribed: 'Vous êtes de nouveau abonné.',
    subscribedText: (site) => `Vous recevrez des e-mails sur les certificats de ${site}.`,
    unknown: 'Ce lien n’est pas complet.',
    unknownText: 'Ouvrez de nouveau le lien dans l’e-mail, ou copiez-le en entier.',
  },
}
