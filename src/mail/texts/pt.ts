import type { MailTexts } from './en.ts'

export const pt: MailTexts = {
  subjects: {
    issued: (title) => `O seu certificado: ${title}`,
    replaced: (title) => `O seu novo certificado: ${title}`,
    revoked: (title) => `O seu certificado foi revogado: ${title}`,
    expiring: (title, day) => `O seu certificado é válido até ${day}: ${title}`,
  },
  greeting: (name) => `Olá, ${name},`,
  leads: {
    issued: (site) => `${site} emitiu um certificado em seu nome.`,
    replaced: (site) => `${site} substituiu um dos seus certificados por um novo. O anterior já não é válido.`,
    revoked: (site) => `${site} revogou este certificado. Já não é válido.`,
    expiring: (site, day) => `Este certificado de ${site} é válido até ${day}.`,
  },
  see: 'Ver o certificado',
  why: (site) => `Recebe este e-mail porque ${site} emitiu um certificado em seu nome.`,
  unsubscribe: 'Cancelar a subscrição',
  page: {
    title: 'Cancelar a subscrição',
    question: (site) => `Não quer receber mais e-mails sobre certificados de ${site}? Os seus certificados não mudam.`,
    done: 'A subscrição foi cancelada.',
    doneText: (site) => `Não receberá mais e-mails sobre certificados de ${site}.`,
    again: 'Subscrever de novo',
    subscribed: 'A subscrição está de novo ativa.',
    subscribedText: (site) => `Receberá e-mails sobre certificados de ${site}.`,
    unknown: 'Esta ligação não está completa.',
    unknownText: 'Abra de novo a ligação do e-mail ou copie-a por inteiro.',
  },
}
