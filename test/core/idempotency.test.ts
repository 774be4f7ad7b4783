import { hash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Attempt, beginAttempt, type KeyedRequest } from '../../src/core/idempotency.ts'
import { write } from '../../src/core/writeContext.ts'
import type { Database } from '../../src/database/client.ts'
import { openFresh } from '../support/database/openFresh.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

const start = new Date('2026-09-01T00:00:00Z')

/** Lets the time of claims pass, which is that of the database. */
async function pass(seconds: number): Promise<void> {
  await db.pool.query(`UPDATE idempotency_keys SET claimed_until = claimed_until - $1 * interval '1 second'`, [seconds])
}

function newRequest(): KeyedRequest {
  return { owner: `site/${randomUUID()}`, key: randomUUID(), content: 'what is asked' }
}

async function attempt(request: KeyedRequest, now: Date): Promise<Attempt> {
  const begun = await beginAttempt(db, request, now)
  if ('keep' in begun) return begun
  throw new Error('It was answered before.')
}

/** The work of an attempt, and its answer, in one transaction. */
const work = (request: Attempt, name: string) =>
  write({ db, storeReplay: (tx) => request.keep(tx, { status: 201, body: name }) }, (tx) =>
    tx.skill.create({ data: { name } }),
  )

const inFlight = { code: 'idempotency.in_flight' }
const exists = async (name: string) => (await db.prisma.skill.count({ where: { name } })) === 1

describe('An attempt that broke off', () => {
  it('before its work was committed leaves nothing, and another one begins when its time is over', async () => {
    const request = newRequest()
    await attempt(request, start)
    await pass(25)
    await expect(beginAttempt(db, request, start)).rejects.toMatchObject(inFlight)
    await pass(5)
    const second = await attempt(request, start)
    const name = randomUUID()
    await work(second, name)
    expect(await beginAttempt(db, request, start)).toStrictEqual({ status: 201, body: name })
  })

  it('after its work was committed has its answer kept with it', async () => {
    const request = newRequest()
    const name = randomUUID()
    // Nobody was told; the process is gone.
    await work(await attempt(request, start), name)
    expect(await beginAttempt(db, request, start)).toStrictEqual<Answer>({ status: 201, body: name })
    expect(await exists(name)).toBe(true)
  })

  it('and comes back late finds the next one in its place, and does nothing', async () => {
    const request = newRequest()
    const [late, next] = [randomUUID(), randomUUID()]
    const first = await attempt(request, start)
    await pass(60)
    const second = await attempt(request, start)
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await exists(late)).toBe(false)
    await work(second, next)
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await beginAttempt(db, request, start)).toStrictEqual({ status: 201, body: next })
  })

  it('hands on what it has noted, and asks for more time by noting', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    expect(first.noted).toBeUndefined()
    await pass(20)
    await first.note(db.prisma, 'half of it')
    await pass(25)
    await expect(beginAttempt(db, request, start)).rejects.toMatchObject(inFlight)
    await pass(5)
    const second = await attempt(request, start)
    expect(second.noted).toBe('half of it')
    await expect(first.note(db.prisma, 'too late')).rejects.toMatchObject(inFlight)
  })

  it('hands on at once where it gives up', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    await first.note(db.prisma, 'half of it')
    await first.giveUp()
    expect((await attempt(request, start)).noted).toBe('half of it')
  })
})

describe('A clock that is set back, or forward, by an hour', () => {
  it.each([-3600, 3600])(
    'keeps nobody from the right to answer for longer, and gives it to nobody sooner: %i s',
    async (off) => {
      const request = newRequest()
      const first = await attempt(request, start)
      const moved = new Date(start.getTime() + off * 1000)
      await expect(beginAttempt(db, request, moved)).rejects.toMatchObject(inFlight)
      await pass(30)
      await attempt(request, moved)
      await expect(first.note(db.prisma, 'too late')).rejects.toMatchObject(inFlight)
    },
  )
})

describe('Of attempts at once', () => {
  it('one begins, and when its time is over one of the others', async () => {
    const request = newRequest()
    for (const passed of [0, 30]) {
      await pass(passed)
      const begun = await Promise.allSettled(Array.from({ length: 8 }, () => beginAttempt(db, request, start)))
      expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })
})

it('What was kept opens only with the key', async () => {
  const request = newRequest()
  await work(await attempt(request, start), randomUUID())
  const known = await db.prisma.idempotencyKey.findFirstOrThrow({ where: { owner: request.owner } })
  await attempt({ ...request, key: 'other' }, start)
  const keyHash = Buffer.from(hash('sha256', 'other', 'hex'), 'hex')
  const { status, answer } = known
  await db.prisma.idempotencyKey.updateMany({ where: { owner: request.owner, keyHash }, data: { status, answer } })
  await expect(beginAttempt(db, { ...request, key: 'other' }, start)).rejects.toThrow(/authenticate/)
})
