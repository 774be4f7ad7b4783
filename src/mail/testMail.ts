import { randomUUID } from 'node:crypto'
import type { SmtpServer } from '../core/serviceUrlFormats.ts'
import { messageOf } from './message.ts'
import { openSmtp } from './smtp.ts'

/** Sends a test mail. Throws the error of the mail server. */
export async function sendTestMail({
  server,
  from,
  to,
}: {
  server: SmtpServer
  from: string
  to: string
}): Promise<void> {
  const message = await messageOf({
    from: { name: 'Chancery', address: from },
    to: { name: '', address: to },
    subject: 'Test mail from Chancery',
    text: 'Your Chancery server can send mails. You can delete this one.\n',
    messageId: `<${randomUUID()}@chancery.invalid>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
  const smtp = openSmtp({ server })
  try {
    await smtp.send({ from, to }, message)
  } finally {
    smtp.close()
  }
}
