import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { masked } from '../core/log.ts'
import { batched } from '../database/batched.ts'
import type { Database } from '../database/client.ts'
import type { TimeJob } from '../database/jobs.ts'
import { MANY_ROWS_MS, type Sql } from '../database/sql.ts'
import type { PublicCertificate } from '../public/lookup.ts'
import { composeMail } from './compose.ts'
import { encodeMail } from './message.ts'
import { allowed } from './pace.ts'
import {
  type Attempt,
  type ClaimedMail,
  claimMails,
  ensureUnsubscribeKey,
  finishAttempts,
  isAnyMailDue,
  lockPace,
  savePace,
} from './queries.ts'
import { refusalOf, type Smtp, SmtpUnavailable } from './smtp.ts'
import { turnsOf } from './turns.ts'
import { unsubscribeAddress } from './unsubscribe.ts'
import { whyUnwanted } from './whyUnwanted.ts'

export type MailerOptions = {
  db: Database
  smtp: Smtp
  from: string
  /** Maximum number of mails per minute of all processes; 0 means no limit. */
  perMinute: number
  publicUrl: string
  /** Whether wallets can take certificates as Open Badges. */
  isOffered: boolean
  findCertificate: (publicId: string) => Promise<PublicCertificate | null>
  log: { error(details: object, message: string): void }
  timeJob: TimeJob
  now: () => Date
}

export type Mailer = { stop(graceMs: number): Promise<void> }

/** Connections of a process to the mail server, and mails that it has claimed. It prepares the ones that wait. */
const CONNECTIONS = 5
const IN_PROGRESS = 4 * CONNECTIONS

const POLL_MS = 1000

/** Pause after the mail server was unavailable: a second first, then twice as long each time. */
const MAX_PAUSE_MS = 300_000

/** Attempts until a mail is given up: the last one is about two days after the first. */
export const MAX_ATTEMPTS = 20

/** Returns the time (ms) from a failed attempt to the next one: 1, 2, 4 … minutes, at most 4 hours. */
export function retryDelayMs(attempts: number): number {
  return Math.min(60_000 * 2 ** (attempts - 1), 4 * 3_600_000)
}

type Outcome = Pick<Attempt, 'state' | 'error' | 'retryMs' | 'counts'>

const done = (state: Attempt['state'], error: string | null = null): Outcome => ({
  ...{ state, error, retryMs: 0, counts: true },
})

/**
 * Starts to send the pending mails. Any number of processes share them. Each mail is sent at least once: a process that
 * is killed between the acceptance by the mail server and its own record of it leads to a second one.
 */
export function startMailer(options: MailerOptions): Mailer {
  const { db, smtp, log, now } = options
  const inProgress = new Set<Promise<void>>()
  const finish = batched(
    async (attempts: Attempt[]) => {
      await finishAttempts(db, attempts, now())
      return attempts.map(() => undefined)
    },
    { statements: 1 },
  )
  const turn = turnsOf(CONNECTIONS)
  const stopping = new AbortController()
  let pauses = 0
  let pausedUntil = 0

  let stored: Uint8Array | undefined
  /** Returns the key of the links in mails. Creates it, and the shared pace, before the first mail. */
  async function key(): Promise<Uint8Array> {
    stored ??= await ensureUnsubscribeKey(db, randomBytes(32))
    return stored
  }

  function pause(error: unknown): void {
    // Mails that fail together count once.
    if (Date.now() < pausedUntil) return
    const pauseMs = Math.min(1000 * 2 ** pauses, MAX_PAUSE_MS)
    pauses += 1
    pausedUntil = Date.now() + pauseMs
    log.error({ job: 'mail', err: error, pauseMs }, 'Mail server unavailable; retrying')
  }

  async function attempt(mail: ClaimedMail): Promise<void> {
    const { id, claimedUntil } = mail
    const end = options.timeJob('mail')
    const outcome = await outcomeOf(mail).catch((error) => {
      log.error({ job: 'mail', mail: id, err: error }, 'Job failed; retrying')
      return failed(mail, 'The server could not write this mail. Its log has the reason.')
    })
    end(outcome.state === 'sent' || outcome.state === 'skipped' ? 'ok' : 'failed')
    await recorded({ id, claimedUntil, ...outcome })
  }

  /** Records an attempt, also if the database is unavailable for a while: the mail must not be sent again. */
  async function recorded(attempt: Attempt): Promise<void> {
    for (;;) {
      try {
        return await finish(attempt)
      } catch (error) {
        log.error({ job: 'mail', mail: attempt.id, err: error }, 'Recording a mail failed; retrying')
        if (stopping.signal.aborted || attempt.claimedUntil <= new Date()) return
        await wait(POLL_MS)
      }
    }
  }

  async function outcomeOf(mail: ClaimedMail): Promise<Outcome> {
    const found = await options.findCertificate(mail.publicId)
    const reason = whyUnwanted(mail, found, now())
    if (reason !== null || !found || 'deletedAt' in found) return done('skipped', reason)
    const message = await encoded(options, await key(), mail, found)
    return turn(async () => {
      if (Date.now() < pausedUntil) return postponed
      try {
        await smtp.send({ from: options.from, to: mail.email }, message)
        pauses = 0
        return done('sent')
      } catch (error) {
        if (error instanceof SmtpUnavailable) {
          pause(error)
          return { ...postponed, error: 'The mail server was unavailable.' }
        }
        const refusal = refusalOf(error)
        if (!refusal) {
          pause(error)
          return failed(mail, 'The mail server did not answer in time, or ended the connection.')
        }
        pauses = 0
        const text = withoutAddress(refusal.text, mail.email)
        if (refusal.code < 500) return failed(mail, text)
        return done(refusal.isOfAddress ? 'bounced' : 'failed', text)
      }
    })
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let waitMs = POLL_MS
      try {
        waitMs = (await startMore()) ?? POLL_MS
      } catch (error) {
        log.error({ job: 'mail', err: error }, 'Job queue error')
      }
      const poll = new AbortController()
      const slept = wait(waitMs, undefined, { signal: AbortSignal.any([poll.signal, stopping.signal]) }).catch(() => {})
      // A finished mail makes room for the next one.
      await Promise.race([slept, ...inProgress])
      poll.abort()
    }
  }

  /** Starts mails up to the limits. Returns the time (ms) until there may be more; undefined: unknown. */
  async function startMore(): Promise<number | undefined> {
    const room = IN_PROGRESS - inProgress.size
    if (room < CONNECTIONS || Date.now() < pausedUntil) return undefined
    if (!(await isAnyMailDue(db))) return undefined
    await key()
    const { mails, waitMs } = await db.transaction((tx) => claimInPace(tx, options.perMinute, room), {
      statementMs: MANY_ROWS_MS,
    })
    for (const mail of mails) {
      const attempted = attempt(mail).finally(() => inProgress.delete(attempted))
      inProgress.add(attempted)
    }
    return mails.length === room ? 0 : waitMs > 0 ? Math.min(waitMs, POLL_MS) : undefined
  }

  const running = run()
  return {
    async stop(graceMs) {
      stopping.abort()
      await running
      const grace = new AbortController()
      await Promise.race([Promise.all(inProgress), wait(graceMs, undefined, { signal: grace.signal }).catch(() => {})])
      grace.abort()
      smtp.close()
    },
  }
}

/** Not sent, through no fault of the mail: does not count as an attempt. */
const postponed: Outcome = { state: 'pending', error: null, retryMs: 0, counts: false }

function failed({ attempts }: ClaimedMail, error: string): Outcome {
  if (attempts >= MAX_ATTEMPTS) return done('failed', error)
  return { state: 'pending', error, retryMs: retryDelayMs(attempts), counts: true }
}

async function claimInPace(
  tx: Sql,
  perMinute: number,
  atMost: number,
): Promise<{ mails: ClaimedMail[]; waitMs: number }> {
  const { count, next, waitMs } = allowed(await lockPace(tx), perMinute, atMost)
  if (count === 0) return { mails: [], waitMs }
  const mails = await claimMails(tx, count)
  if (perMinute > 0 && mails.length > 0) await savePace(tx, next(mails.length))
  return { mails, waitMs: count < atMost ? 60_000 / perMinute : 0 }
}

async function encoded(
  { from, publicUrl, isOffered, now }: MailerOptions,
  key: Uint8Array,
  mail: ClaimedMail,
  { certificate, linkedInOrganizationId }: { certificate: Verifiable; linkedInOrganizationId: string | null },
): Promise<Buffer> {
  const unsubscribeUrl = unsubscribeAddress(publicUrl, key, mail)
  const at = now()
  const content = composeMail({
    ...mail,
    certificate,
    linkedInOrganizationId,
    publicUrl,
    isOffered,
    unsubscribeUrl,
    at,
  })
  const messageId = `<${mail.publicId}.${mail.kind}.${mail.id}@${new URL(publicUrl).hostname}>`
  return encodeMail({ content, from, to: mail.email, replyTo: mail.siteEmail, messageId, unsubscribeUrl, at })
}

const MAX_ERROR = 300

/** Removes email addresses from an answer of the mail server. */
function withoutAddress(text: string, email: string): string {
  return masked(text.replaceAll(email, '[email]')).replaceAll(/\s+/g, ' ').slice(0, MAX_ERROR)
}
