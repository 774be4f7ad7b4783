import { expect, it, vi } from 'vitest'
import { startSmtp } from '../support/mail/smtpServer.ts'
import { chancery } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

it('sends a test mail, and prints the answer of the mail server without the address', async () => {
  const smtp = await startSmtp()
  const settings = {
    SMTP_URL: `smtp://localhost:${smtp.port}`,
    MAIL_FROM: 'no-reply@certs.example',
    PUBLIC_URL: 'https://certs.example',
  }
  const test = () => chancery(['mail', 'test', 'ada@mail.example'], settings)
  expect(await test()).toStrictEqual({
    code: 0,
    stdout: `The mail server localhost:${smtp.port} accepted the test mail.\n`,
    stderr: '',
  })
  expect(smtp.mails).toMatchObject([{ envelope: { from: 'no-reply@certs.example', to: 'ada@mail.example' } }])
  smtp.receive((address) => ({ code: 550, text: `No such user ${address}` }))
  const refused = await test()
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/^The test mail was not sent\. .*550 No such user \[email\]\n$/)
  await smtp.close()
  expect((await test()).stderr).toMatch(/^The test mail was not sent\. Mail server localhost:\d+: .*ECONNREFUSED/)
})

it('needs the settings of a mail server, and an address', async () => {
  expect(await chancery(['mail', 'test', 'ada@mail.example'])).toMatchObject({
    code: 1,
    stderr: 'This server sends no mails: SMTP_URL and MAIL_FROM are not set (docs/mail.md).\n',
  })
  expect(await chancery(['mail', 'test', 'nobody'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Must be an email address.'),
  })
})
