import type { ConnectionOptions } from 'node:tls'
import type { Config } from '../core/config.ts'
import { canSeal } from '../core/secrets.ts'
import type { Database } from '../database/client.ts'
import type { ScheduledJob } from '../database/jobs.ts'
import { publicCertificateFinder } from '../public/lookup.ts'
import { type Mailer, type MailerOptions, startMailer } from './mailer.ts'
import { queueExpiring } from './queries.ts'
import { openSmtp } from './smtp.ts'

const BATCH_SIZE = 500

/** Queues the mails about certificates that expire soon. */
export function expiryMailsJob(db: Database, now: () => Date): ScheduledJob {
  return { name: 'mail-expiries', cron: '23 * * * *', work: () => queueAllExpiring(db, now()) }
}

export async function queueAllExpiring(db: Database, now: Date): Promise<number> {
  let queued = 0
  for (;;) {
    const batch = await queueExpiring(db, now, BATCH_SIZE)
    queued += batch
    if (batch < BATCH_SIZE) return queued
  }
}

export type MailTransport = {
  /** For mail servers with a certificate of their own. */
  tls?: ConnectionOptions
  timeoutMs?: number
}

type MailConfig = Pick<
  Config,
  ('smtpUrl' | 'mailFrom' | 'mailPerMinute' | 'chainId' | 'trustRegistries') | ('secretsKey' | 'databaseUrl')
>

/** Starts to send mails, if the server has a mail server. */
export function startMailerOf(
  config: MailConfig,
  { db, publicUrl, log, timeJob, now }: Pick<MailerOptions, 'db' | 'publicUrl' | 'log' | 'timeJob' | 'now'>,
  transport: MailTransport = {},
): Mailer | null {
  const { smtpUrl: server, mailFrom: from, mailPerMinute: perMinute, chainId, trustRegistries } = config
  if (!server || from === undefined) return null
  const lookup = { db, publicUrl: () => publicUrl, chainId, trustRegistries, hasAttestations: false, now }
  const findCertificate = publicCertificateFinder(lookup)
  const smtp = openSmtp({ server, ...transport })
  const isOffered = canSeal(config)
  return startMailer({ db, smtp, from, perMinute, publicUrl, isOffered, findCertificate, log, timeJob, now })
}
