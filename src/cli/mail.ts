import { Command, InvalidArgumentError } from 'commander'
import { readConfig } from '../core/config.ts'
import { emailAddress } from '../core/fields.ts'
import { masked } from '../core/log.ts'
import { Explained } from '../explained.ts'
import { sendTestMail } from '../mail/testMail.ts'

export function mailCommand(): Command {
  const mail = new Command('mail')

  mail
    .command('test')
    .description('send a test mail with SMTP_URL and MAIL_FROM, and print the answer of the mail server')
    .argument('<address>', 'email address of the recipient', recipient)
    .action(async (address: string) => {
      const { smtpUrl: server, mailFrom: from } = readConfig(process.env)
      if (!server || from === undefined) {
        throw new Explained('This server sends no mails: SMTP_URL and MAIL_FROM are not set (docs/mail.md).')
      }
      await sendTestMail({ server, from, to: address }).catch((error) => {
        const reason = masked(error instanceof Error ? error.message : String(error))
        throw new Explained(`The test mail was not sent. ${reason}`, { cause: error })
      })
      console.log(`The mail server ${server.host}:${server.port} accepted the test mail.`)
    })

  return mail
}

function recipient(text: string): string {
  if (emailAddress.safeParse(text).success) return text
  throw new InvalidArgumentError('Must be an email address.')
}
