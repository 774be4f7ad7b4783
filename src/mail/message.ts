import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailContent } from './compose.ts'

export type Addressed = {
  content: MailContent
  from: string
  to: string
  replyTo: string | null
  /** Also of each repeated attempt, so that receivers can recognize a duplicate. */
  messageId: string
  unsubscribeUrl: string
  at: Date
}

/** Encodes a mail as MIME, with text and HTML. nodemailer encodes all names and texts of headers. */
export function encodeMail({ content, from, to, replyTo, messageId, unsubscribeUrl, at }: Addressed): Promise<Buffer> {
  const { subject, text, html, siteName, holderName, language } = content
  return messageOf({
    from: { name: siteName, address: from },
    to: { name: holderName, address: to },
    ...(replyTo !== null && { replyTo: { name: siteName, address: replyTo } }),
    subject,
    text,
    html,
    messageId,
    date: at,
    headers: {
      'Content-Language': language,
      // Asks automatic replies (RFC 3834) to stay away.
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
      // RFC 8058 requires https.
      ...(unsubscribeUrl.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
  })
}

/** Returns a message as bytes. */
export function messageOf(options: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> {
  const composer = new MailComposer({ ...options, disableFileAccess: true, disableUrlAccess: true })
  return new Promise((resolve, reject) =>
    composer.compile().build((error, message) => (error ? reject(error) : resolve(message))),
  )
}
