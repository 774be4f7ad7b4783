import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { startSmtp, type TestSmtp } from '../support/mail/smtpServer.ts'
import { type Running, startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'

// Kills a server while it sends mails: once at each moment in a normal run, more often with `npm run test:faults`.

const KILLS = Number(process.env.FAULT_RUNS ?? 1)
/** The server dies within this many mails. */
const WITHIN = 20
const MOMENTS = ['at RCPT TO', 'before the answer', 'after the answer'] as const
const MAILS = (KILLS * MOMENTS.length + 1) * WITHIN
const KEY = 'key-of-the-tests-of-mails'

vi.setConfig({ testTimeout: 60_000 + KILLS * 60_000 })

let fresh: FreshDatabase
let smtp: TestSmtp
let port: number
beforeAll(async () => {
  fresh = await freshDatabase()
  smtp = await startSmtp()
  port = await freePort()
})
afterAll(() => fresh.dispose())

const startServer = () =>
  startMain({
    ...{ ...variablesOf(fresh), ...unlimited, BOOTSTRAP_API_KEY: KEY, PORT: String(port) },
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...{
      SMTP_URL: `smtp://localhost:${smtp.port}`,
      MAIL_FROM: 'no-reply@certs.example',
      MAIL_PER_MINUTE: '0',
      LOG_LEVEL: 'fatal',
    },
  })

async function post(url: string, path: string, body: object): Promise<{ id: number }> {
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/openapi/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as { id: number } // Only the answer about the course is read.
}

function newLatch() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Issues certificates with a mail each. The mail server accepts the first mail after that. */
async function issueAll(url: string): Promise<void> {
  const issued = newLatch()
  smtp.beforeAnswer(() => issued.opened)
  const { id } = await post(url, '/courses', { name: 'Sales' })
  const entries = Array.from({ length: MAILS }, (_, index) => ({ email: `user${index}@mail.example`, name: 'Ada' }))
  await post(url, `/courses/${id}/certificates/batch?createUsers=true&notify=true`, { entries })
  issued.open()
}

/** Kills the server at a moment of a random one of the next mails. */
async function killAt(moment: (typeof MOMENTS)[number], server: Running): Promise<void> {
  let left = randomInt(1, WITHIN)
  const reached = newLatch()
  const count = () => {
    left -= 1
    if (left === 0) reached.open()
    return left <= 0
  }
  smtp.receive(() => (moment === 'at RCPT TO' && count() ? 'hang' : 'accept'))
  smtp.beforeAnswer(async () => {
    // The connection ends with the server: no answer arrives.
    if (moment === 'before the answer' && count()) await server.ended
    if (moment === 'after the answer') setImmediate(count)
  })
  await reached.opened
  server.kill('SIGKILL')
  await server.ended
  smtp.receive(() => 'accept')
  smtp.beforeAnswer(async () => {})
}

/** Returns the ids of the mails that a killed server has claimed, and makes them due: after ten minutes they are. */
async function takeOver(): Promise<Set<string>> {
  const db = await openDatabase(fresh)
  const { rows } = await db.pool.query<{ id: string }>(`
    UPDATE mails SET due_at = now() WHERE state = 'pending' AND due_at > now() RETURNING id::text`)
  await db.close()
  return new Set(rows.map(({ id }) => id))
}

const messageIds = () => smtp.mails.map(({ headers }) => headers['message-id']?.[0] ?? '')
const mailOf = (messageId: string) => /\.(\d+)@/.exec(messageId)?.[1] ?? ''

describe('a server that is killed while it sends mails', () => {
  it('loses no mail, and sends only those again that were in progress, with the same Message-ID', async () => {
    let server = await startServer()
    await issueAll(server.url)
    const inProgress = new Set<string>()
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const moment of MOMENTS) {
        await killAt(moment, server)
        for (const id of await takeOver()) inProgress.add(id)
        server = await startServer()
      }
    }
    const db = await openDatabase(fresh)

    const states = () => db.prisma.mail.groupBy({ by: ['state'], _count: true })
    await vi.waitFor(async () => expect(await states()).toStrictEqual([{ state: 'sent', _count: MAILS }]), {
      timeout: 30_000,
      interval: 50,
    })
    const ids = (await db.prisma.mail.findMany({ select: { id: true } })).map(({ id }) => String(id))
    await db.close()

    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)

    // One Message-ID for each mail, in all of its copies.
    expect([...new Set(messageIds())].map(mailOf).toSorted()).toStrictEqual(ids.toSorted())
    const seen = new Set<string>()
    const repeated = messageIds().filter((id) => seen.size === seen.add(id).size)
    expect(repeated.map(mailOf).filter((id) => !inProgress.has(id))).toStrictEqual([])
    console.log(`${MAILS} mails, ${KILLS * MOMENTS.length} kills: ${repeated.length} copies.`)
  })
})
