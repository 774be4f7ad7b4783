import type { MailTexts } from './en.ts'

export const es: MailTexts = {
  subjects: {
    issued: (title) => `Su certificado: ${title}`,
    replaced: (title) => `Su nuevo certificado: ${title}`,
    revoked: (title) => `Su certificado ha sido revocado: ${title}`,
    expiring: (title, day) => `Su certificado es válido hasta el ${day}: ${title}`,
  },
  greeting: (name) => `Hola, ${name}:`,
  leads: {
    issued: (site) => `${site} le ha emitido un certificado.`,
    replaced: (site) => `${site} ha sustituido uno de sus certificados por uno nuevo. El anterior ya no es válido.`,
    revoked: (site) => `${site} ha revocado este certificado. Ya no es válido.`,
    expiring: (site, day) => `Este certificado de ${site} es válido hasta el ${day}.`,
  },
  see: 'Ver el certificado',
  why: (site) => `Recibe este correo porque ${site} le ha emitido un certificado.`,
  unsubscribe: 'Darse de baja',
  page: {
    title: 'Darse de baja',
    question: (site) => `¿No quiere recibir más correos sobre certificados de ${site}? Sus certificados no cambian.`,
    done: 'Se ha dado de baja.',
    doneText: (site) => `No recibirá más correos sobre certificados de ${site}.`,
    again: 'Volver a suscribirse',
    subscribed: 'Se ha vuelto a suscribir.',
    subscribedText: (site) => `Recibirá correos sobre certificados de ${site}.`,
    unknown: 'Este enlace no está completo.',
    unknownText: 'Abra de nuevo el enlace del correo o cópielo entero.',
  },
}
