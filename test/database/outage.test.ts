import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { connect, type Database } from '../../src/database/client.ts'
import { isOutage } from '../../src/database/outage.ts'
import { Prisma } from '../../src/database/prisma/client.ts'
import { freshDatabase } from '../support/database/database.ts'
import { isEmbedded } from '../support/setup/templates.ts'

/** Ways to run SQL: through pg and through Prisma, with and without a transaction. */
const ways: Record<string, (db: Database, sql: string) => Promise<unknown>> = {
  'a query of the database': (db, sql) => db.$queryRaw(Prisma.raw(sql)),
  'a raw query of Prisma': (db, sql) => db.prisma.$queryRawUnsafe(sql),
  'a raw statement of Prisma': (db, sql) => db.prisma.$executeRawUnsafe(sql),
  'a transaction of Prisma': (db, sql) => db.prisma.$transaction((tx) => tx.$executeRawUnsafe(sql)),
  'a transaction of statements': (db, sql) => db.transaction((tx) => tx.$executeRaw(Prisma.raw(sql))),
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

/** Codes of PostgreSQL while it starts, stops, lacks resources, is read-only, or gives up a statement. */
const outages = [
  '08006',
  '53100',
  '53200',
  '53300',
  '53400',
  '57P01',
  '57P03',
  '58030',
  '25006',
  '40001',
  '40P01',
  '57014',
]

describe.skipIf(isEmbedded)('isOutage with PostgreSQL', () => {
  let url = ''
  let admin: pg.Client
  let db: Database
  beforeAll(async () => {
    const fresh = await freshDatabase()
    url = fresh.databaseUrl ?? ''
    admin = new pg.Client(url)
    await admin.connect()
    db = connect(url, { max: 3 })
    return async () => {
      await db.close()
      await admin.end()
      await fresh.dispose()
    }
  })

  describe.each(Object.entries(ways))('%s', (_name, ask) => {
    it.each(outages)('counts the error code %s as an outage', async (code) => {
      const sql = `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`
      expect(isOutage(await failureOf(ask(db, sql)))).toBe(true)
    })

    it.each(['23505', '22P02', '42P01', 'XX001', 'P0001'])(
      'does not count the error code %s as an outage',
      async (code) => {
        const sql = `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`
        expect(isOutage(await failureOf(ask(db, sql)))).toBe(false)
      },
    )

    it.each(['pg_terminate_backend', 'pg_cancel_backend'])('counts %s during the query as an outage', async (end) => {
      const failure = failureOf(ask(db, 'SELECT 1 FROM pg_sleep(30)'))
      // PostgreSQL ignores a cancellation between the messages of a query, so wait until it sleeps.
      const ended = async () => {
        const { rowCount } = await admin.query(
          `SELECT ${end}(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event = 'PgSleep' AND query LIKE 'SELECT 1 FROM pg_sleep%'`,
        )
        return rowCount
      }
      await expect.poll(ended).toBe(1)
      expect(isOutage(await failure)).toBe(true)
    })

    it('counts a statement timeout of client or server as an outage', async () => {
      for (const onConnect of [undefined, (client: pg.ClientBase) => client.query('SET statement_timeout = 200')]) {
        const hurried = connect(url, { max: 1, statementMs: 300, ...(onConnect && { onConnect }) })
        expect(isOutage(await failureOf(ask(hurried, 'SELECT 2 FROM pg_sleep(5)')))).toBe(true)
        // The pool has a usable connection again.
        await expect(ask(hurried, 'SELECT 1')).resolves.toBeTruthy()
        await hurried.close()
      }
    })

    it('counts a long wait for a connection and an unreachable database as outages', async () => {
      const busy = connect(url, { max: 1, waitMs: 1000 })
      const client = await busy.pool.connect()
      expect(isOutage(await failureOf(ask(busy, 'SELECT 1')))).toBe(true)
      client.release()
      await busy.close()
      const nowhere = connect('postgresql://127.0.0.1:1/nowhere', {})
      expect(isOutage(await failureOf(ask(nowhere, 'SELECT 1')))).toBe(true)
      await nowhere.close()
    })

    it('counts an exceeded connection limit as an outage, while ping still works on an open connection', async () => {
      await admin.query(
        "DROP ROLE IF EXISTS chancery_few; CREATE ROLE chancery_few LOGIN PASSWORD 'few' CONNECTION LIMIT 1",
      )
      const few = new URL(url)
      few.username = 'chancery_few'
      few.password = 'few'
      const [first, second] = [connect(few.href, { max: 1 }), connect(few.href, { max: 1 })] as const
      await first.pool.query('SELECT 1')
      expect(isOutage(await failureOf(ask(second, 'SELECT 1')))).toBe(true)
      await expect(first.ping()).resolves.toBeUndefined()
      await expect(second.ping()).rejects.toThrow()
      await Promise.all([first.close(), second.close()])
      await admin.query('DROP ROLE chancery_few')
    })
  })
})
