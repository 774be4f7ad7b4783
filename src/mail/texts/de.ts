import type { MailTexts } from './en.ts'

export const de: MailTexts = {
  subjects: {
    issued: (title) => `Ihr Zertifikat: ${title}`,
    replaced: (title) => `Ihr neues Zertifikat: ${title}`,
    revoked: (title) => `Ihr Zertifikat wurde widerrufen: ${title}`,
    expiring: (title, day) => `Ihr Zertifikat ist gültig bis ${day}: ${title}`,
  },
  greeting: (name) => `Guten Tag ${name},`,
  leads: {
    issued: (site) => `${site} hat Ihnen ein Zertifikat ausgestellt.`,
    replaced: (site) => `${site} hat eines Ihrer Zertifikate durch ein neues ersetzt. Das alte ist nicht mehr gültig.`,
    revoked: (site) => `${site} hat dieses Zertifikat widerrufen. Es ist nicht mehr gültig.`,
    expiring: (site, day) => `Dieses Zertifikat von ${site} ist gültig bis ${day}.`,
  },
  see: 'Zertifikat ansehen',
  why: (site) => `Sie erhalten diese E-Mail, weil ${site} Ihnen ein Zertifikat ausgestellt hat.`,
  unsubscribe: 'Abbestellen',
  page: {
    title: 'Abbestellen',
    question: (site) =>
      `Möchten Sie keine E-Mails über Zertifikate von ${site} mehr erhalten? Ihre Zertifikate bleiben, wie sie sind.`,
    done: 'Die E-Mails sind abbestellt.',
    doneText: (site) => `Sie erhalten keine E-Mails über Zertifikate von ${site} mehr.`,
    again: 'Wieder bestellen',
    subscribed: 'Die E-Mails sind wieder bestellt.',
    subscribedText: (site) => `Sie erhalten E-Mails über Zertifikate von ${site}.`,
    unknown: 'Dieser Link ist nicht vollständig.',
    unknownText: 'Öffnen Sie den Link in der E-Mail noch einmal, oder kopieren Sie ihn ganz.',
  },
}
