/**
 * English texts of mails, and of the page on which holders unsubscribe. They define the shape of all other languages. In sentences of
 * the other writing direction, `title`, `site` and `name` are isolated.
 */
export const en = {
  subjects: {
    issued: (title: string) => `Your certificate: ${title}`,
    replaced: (title: string) => `Your new certificate: ${title}`,
    revoked: (title: string) => `Your certificate was revoked: ${title}`,
    expiring: (title: string, day: string) => `Your certificate is valid until ${day}: ${title}`,
  },
  greeting: (name: string) => `Hello ${name},`,
  leads: {
    issued: (site: string) => `${site} has issued a certificate to you.`,
    replaced: (site: string) =>
      `${site} has replaced one of your certificates with a new one. The old one is no longer valid.`,
    revoked: (site: string) => `${site} has revoked this certificate. It is no longer valid.`,
    expiring: (site: string, day: string) => `This certificate by ${site} is valid until ${day}.`,
  },
  see: 'See the certificate',
  why: (site: string) => `You get this email because ${site} issued a certificate to you.`,
  unsubscribe: 'Unsubscribe',
  page: {
    title: 'Unsubscribe',
    question: (site: string) =>
      `Do you want no more emails about certificates from ${site}? Your certificates stay as they are.`,
    done: 'You are unsubscribed.',
    doneText: (site: string) => `You get no more emails about certificates from ${site}.`,
    again: 'Subscribe again',
    subscribed: 'You are subscribed again.',
    subscribedText: (site: string) => `You get emails about certificates from ${site}.`,
    unknown: 'This link is not complete.',
    unknownText: 'Open the link in the email again, or copy all of it.',
  },
}

export type MailTexts = typeof en
