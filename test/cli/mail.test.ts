import { describe, expect, it } from 'vitest'
import { startSmtp } from '../support/mail/smtpServer.ts'
import { run } from '../support/server/process.ts'

const settings = (port: number) => ({
  SMTP_URL: `smtp://localhost:${port}`,
  MAIL_FROM: 'no-reply@certs.example',
  PUBLIC_URL: 'https://certs.example',
})
