import { afterEach, expect, vi } from 'vitest'
import { untimed } from '../../../src/database/jobs.ts'
import { type MailTransport, startMailerOf } from '../../../src/mail/jobs.ts'
import type { Mailer } from '../../../src/mail/mailer.ts'
import { newSite, startTestApp } from '../server/app.ts'

const publicUrl = 'https://certs.example'
const from = 'no-reply@certs.example'

/** Server that mails listen to, as SMTP_URL has it. */
export function serverAt(port: number, more: { secure?: boolean; login?: { user: string; pass: string } } = {}) {
  return { host: 'localhost', port, secure: false, login: null, ...more }
}

/** Starts a server that sends mails, with a site, a course and a learner. */
export async function startMailing() {
  const config = { smtpUrl: serverAt(1), mailFrom: from, publicUrl }
  const server = await startTestApp(config)
  const { db } = server
  const site = await newSite(db)
  await db.prisma.site.update({
    where: { id: site.id },
    data: {
      name: 'Universität Köln',
      logo: 'https://uni.example/logo.png',
      email: 'registry@uni.example',
      notify: true,
    },
  })
  const ask = async (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) => {
    const request = server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key)
    return (await (body ? request.send(body) : request)).body
  }
  const course: { id: number } = await ask('post', '/courses', { name: 'Sales' })
  let learners = 0

  const mailers: Mailer[] = []
  const errors: object[] = []
  afterEach(async () => {
    await Promise.all(mailers.splice(0).map((mailer) => mailer.stop(1000)))
    await db.prisma.mail.deleteMany()
    errors.length = 0
  })

  return {
    ...{ server, db, site, course, ask, publicUrl, from, errors },
    /** Creates a learner; returns the id and the email address. */
    async newLearner(facts: object = {}): Promise<{ id: string; email: string }> {
      learners += 1
      const email = `learner${learners}@mail.example`
      const { id } = await ask('post', '/users', {
        ...{ name: 'Ada Lovelace', email, password: 'p', roleAlias: 'learner' },
        ...facts,
      })
      return { id, email }
    },
    issue: (userId: string, facts: object = {}): Promise<{ id: number; publicId: string }> =>
      ask('post', `/courses/${course.id}/certificates`, { userId, ...facts }),
    /** Returns the mails of a certificate by the API, without times. */
    async mailsOf(id: number): Promise<object[]> {
      const { mails } = await ask('get', `/certificates/${id}/mails`)
      return mails.map(({ createdAt: _c, finishedAt: _f, nextAttemptAt: _n, ...mail }: Record<string, unknown>) => mail)
    },
    /** Starts to send mails, as a worker does. */
    mail(at: ReturnType<typeof serverAt>, transport: MailTransport = {}, mailPerMinute = 0): Mailer {
      const log = { error: (details: object) => errors.push(details) }
      const mailer = startMailerOf(
        {
          ...{ smtpUrl: at, mailFrom: from, mailPerMinute, chainId: 1, trustRegistries: [] },
          ...{ secretsKey: undefined, databaseUrl: undefined },
        },
        { db, publicUrl, log, timeJob: untimed, now: () => new Date() },
        transport,
      )
      if (!mailer) throw new Error('The mailer did not start.')
      mailers.push(mailer)
      return mailer
    },
    /** Makes all mails that wait for another attempt due. */
    hurry: () => db.pool.query(`UPDATE mails SET due_at = now() WHERE state = 'pending'`),
    until: (expectation: () => void | Promise<void>) => vi.waitFor(expectation, { timeout: 20_000, interval: 20 }),
    /** Waits until no mail is pending. */
    finished: () =>
      vi.waitFor(async () => expect(await db.prisma.mail.count({ where: { state: 'pending' } })).toBe(0), {
        timeout: 20_000,
        interval: 20,
      }),
  }
}
