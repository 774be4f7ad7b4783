import { hash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/db/client.ts'
import { makeChange } from '../../src/services/change.ts'
import { type Answer, type Attempt, beginAttempt, type KeyedRequest } from '../../src/services/idempotency.ts'
import { openFresh } from '../support/openFresh.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

const start = new Date('2026-09-01T00:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)

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
  makeChange(
    db,
    (tx) => request.keep(tx, { status: 201, body: name }),
    (tx) => tx.skill.create({ data: { name } }),
  )

const inFlight = { code: 'idempotency.in_flight' }
const exists = async (name: string) => (await db.prisma.skill.count({ where: { name } })) === 1

describe('An attempt that broke off', () => {
  it('before its work was committed leaves nothing, and another one begins when its time is over', async () => {
    const request = newRequest()
    await attempt(request, start)
    await expect(beginAttempt(db, request, after(29))).rejects.toMatchObject(inFlight)
    const second = await attempt(request, after(30))
    const name = randomUUID()
    await work(second, name)
    expect(await beginAttempt(db, request, after(31))).toStrictEqual({ status: 201, body: name })
  })

  it('after its work was committed has its answer kept with it', async () => {
    const request = newRequest()
    const name = randomUUID()
    // Nobody was told; the process is gone.
    await work(await attempt(request, start), name)
    expect(await beginAttempt(db, request, after(1))).toStrictEqual<Answer>({ status: 201, body: name })
    expect(await exists(name)).toBe(true)
  })

  it('and comes back late finds the next one in its place, and does nothing', async () => {
    const request = newRequest()
    const [late, next] = [randomUUID(), randomUUID()]
    const first = await attempt(request, start)
    const second = await attempt(request, after(60))
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await exists(late)).toBe(false)
    await work(second, next)
    await expect(work(first, late)).rejects.toMatchObject(inFlight)
    expect(await beginAttempt(db, request, after(61))).toStrictEqual({ status: 201, body: next })
  })

  it('hands on what it has noted, and asks for more time by noting', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    expect(first.noted).toBeUndefined()
    await first.note(db.prisma, 'half of it', after(20))
    await expect(beginAttempt(db, request, after(49))).rejects.toMatchObject(inFlight)
    const second = await attempt(request, after(50))
    expect(second.noted).toBe('half of it')
    await expect(first.note(db.prisma, 'too late', after(51))).rejects.toMatchObject(inFlight)
  })

  it('hands on at once where it gives up', async () => {
    const request = newRequest()
    const first = await attempt(request, start)
    await first.note(db.prisma, 'half of it', start)
    await first.giveUp()
    expect((await attempt(request, after(1))).noted).toBe('half of it')
  })
})

describe('Of attempts at once', () => {
  it('one begins, and when its time is over one of the others', async () => {
    const request = newRequest()
    for (const now of [start, after(30)]) {
      const begun = await Promise.allSettled(Array.from({ length: 8 }, () => beginAttempt(db, request, now)))
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
  await expect(beginAttempt(db, { ...request, key: 'other' }, after(1))).rejects.toThrow(/authenticate/)
})
