import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { connect, type Database } from '../../src/database/client.ts'
import { isOutage } from '../../src/database/outage.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { isEmbedded } from '../support/setup/templates.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

/** Breaks a connection as a failing network does. */
function breakOff(client: pg.PoolClient): void {
  // The socket is missing in the types of pg.
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error) => error,
  )
}

// The embedded database has no JIT compiler.
it.skipIf(isEmbedded)('connects with JIT compilation off', async () => {
  const { rows } = await db.pool.query('SHOW jit')
  expect(rows).toStrictEqual([{ jit: 'off' }])
})

describe('broken connection', () => {
  it.each([
    ['between two queries', async () => {}],
    [
      'in the middle of a query',
      (client: pg.PoolClient) => client.query('SELECT count(*) FROM generate_series(1, 1e6)'),
    ],
  ])('undoes the transaction and replaces the connection when it breaks %s', async (_when, query) => {
    const client = await db.pool.connect()
    await client.query('BEGIN')
    await client.query({ name: 'add-skill', text: 'INSERT INTO skills (name) VALUES ($1)', values: ['Never there'] })
    const broken = failureOf(query(client).then(() => client.query('SELECT 1')))
    breakOff(client)
    expect(isOutage(await broken)).toBe(true)
    client.release()

    const again = { name: 'add-skill', text: 'INSERT INTO skills (name) VALUES ($1)', values: [_when] }
    // The pool may notice only now that a connection is broken.
    await expect.poll(() => db.pool.query(again).then(() => 'works', isOutage), { timeout: 10_000 }).toBe('works')
    const skills = await db.prisma.skill.findMany({ where: { name: { in: ['Never there', _when] } } })
    expect(skills.map((skill) => skill.name)).toStrictEqual([_when])
  })
})

describe('isOutage', () => {
  it('recognizes an unreachable database, through pg and through Prisma', async () => {
    const nowhere = connect('postgresql://127.0.0.1:1/nowhere', {})
    expect(isOutage(await failureOf(nowhere.pool.query('SELECT 1')))).toBe(true)
    expect(isOutage(await failureOf(nowhere.prisma.site.findFirst()))).toBe(true)
    expect(isOutage(await failureOf(nowhere.prisma.$transaction((tx) => tx.site.findFirst())))).toBe(true)
    await nowhere.close()
  })

  it('returns false for other errors', async () => {
    await db.prisma.skill.create({ data: { name: 'Once' } })
    expect(isOutage(await failureOf(db.prisma.skill.create({ data: { name: 'Once' } })))).toBe(false)
    expect(isOutage(await failureOf(db.pool.query('SELECT * FROM nothing')))).toBe(false)
    expect(isOutage(new Error('ECONNREFUSED'))).toBe(false)
    expect(isOutage('ECONNREFUSED')).toBe(false)
  })
})
