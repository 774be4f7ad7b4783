import { hash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Attempt, beginAttempt, type KeyedRequest, type StoredResponse } from '../../src/core/idempotency.ts'
import { write } from '../../src/core/writeContext.ts'
import type { Database } from '../../src/database/client.ts'
import { openFresh } from '../support/database/openFresh.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

const start = new Date('2026-09-01T00:00:00Z')

/** Advances claims by some seconds. They use the clock of the database. */
async function advance(seconds: number): Promise<void> {
  await db.pool.query(`UPDATE idempotency_keys SET claimed_until = claimed_until - $1 * interval '1 second'`, [seconds])
}

function newRequest(): KeyedRequest {
  return { owner: `site/${randomUUID()}`, key: randomUUID(), content: 'request' }
}

async function attempt(request: KeyedRequest, now: Date): Promise<Attempt> {
  const begun = await beginAttempt(db, request, now)
  if ('storeResponse' in begun) return begun
  throw new Error('The request has a response already.')
}

/** Does the work of an attempt and stores its response, in one transaction. */
const work = (request: Attempt, name: string) =>
  write({ db, storeReplay: (tx) => request.storeResponse(tx, { status: 201, body: name }) }, (tx) =>
    tx.skill.create({ data: { name } }),
  )

const inFlight = { code: 'idempotency.in_flight' }
const exists = async (name: string) => (await db.prisma.skill.count({ where: { name } })) === 1

describe('beginAttempt after an interruption', () => {
  it('starts another attempt after 30 seconds if the work was not committed', async () => {
    const request = newRequest()
    await attempt(request, start)
    await advance(25)
    await expect(beginAttempt(db, request, start)).rejects.toMatchObject(inFlight)
    await advance(5)
    const second = await attempt(request, start)
    const name = randomUUID()
    await work(second, name)
    expect(await beginAttempt(db, request, start)).toStrictEqual({ status: 201, body: name })
  })

  it('returns the stored response if the work was committed', async () => {
    const request = newRequest()
    const name = randomUUID()
    // The client gets no response, as the process ends here.
    await work(await attempt(request, start), name)
    expect(await beginAttempt(db, request, start)).toStrictEqual<StoredResponse>({ status: 201, body: name })
    expect(await exists(name)).toBe(true)
  })

  it('rejects the work of an attempt that another one has replaced', async () => {
    const request = newRequest()
    const [late, next] = [randomUUID(), randomUUID()]
    const first = await attempt(request, start)
    await advance(60)
    const second = await attempt(request, start)
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await exists(late)).toBe(false)
    await work(second, next)
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await beginAttempt(db, request, start)).toStrictEqual({ status: 201, body: next })
  })

  it('passes progress on to the next attempt, and extends the claim with each update', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    expect(first.progress).toBeUndefined()
    await advance(20)
    await first.saveProgress(db.prisma, 'half of it')
    await advance(25)
    await expect(beginAttempt(db, request, start)).rejects.toMatchObject(inFlight)
    await advance(5)
    const second = await attempt(request, start)
    expect(second.progress).toBe('half of it')
    await expect(first.saveProgress(db.prisma, 'too late')).rejects.toMatchObject(inFlight)
  })

  it('passes progress on at once when the attempt gives up', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    await first.saveProgress(db.prisma, 'half of it')
    await first.release()
    expect((await attempt(request, start)).progress).toBe('half of it')
  })
})

describe('beginAttempt after a change of the clock', () => {
  it.each([-3600, 3600])('keeps the claim for 30 seconds of database time: %i s', async (off) => {
    const request = newRequest()
    const first = await attempt(request, start)
    const moved = new Date(start.getTime() + off * 1000)
    await expect(beginAttempt(db, request, moved)).rejects.toMatchObject(inFlight)
    await advance(30)
    await attempt(request, moved)
    await expect(first.saveProgress(db.prisma, 'too late')).rejects.toMatchObject(inFlight)
  })
})

describe('beginAttempt in parallel', () => {
  it('starts one attempt, and one more after its claim has expired', async () => {
    const request = newRequest()
    for (const passed of [0, 30]) {
      await advance(passed)
      const begun = await Promise.allSettled(Array.from({ length: 8 }, () => beginAttempt(db, request, start)))
      expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })
})

it('decrypts a stored response only with its own key', async () => {
  const request = newRequest()
  await work(await attempt(request, start), randomUUID())
  const known = await db.prisma.idempotencyKey.findFirstOrThrow({ where: { owner: request.owner } })
  await attempt({ ...request, key: 'other' }, start)
  const keyHash = Buffer.from(hash('sha256', 'other', 'hex'), 'hex')
  const { status, answer } = known
  await db.prisma.idempotencyKey.updateMany({ where: { owner: request.owner, keyHash }, data: { status, answer } })
  await expect(beginAttempt(db, { ...request, key: 'other' }, start)).rejects.toThrow(/authenticate/)
})
