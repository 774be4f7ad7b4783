import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
// Only the type: tracing must start before pg is loaded.
import type pg from 'pg'
import { type Migration, readMigrations } from './migrations.ts'
import { DatabaseUnusable } from './unusable.ts'

/** Prisma's advisory lock: excludes `prisma migrate deploy` and concurrent servers. */
export const MIGRATION_LOCK = 72707369

/**
 * Maximum time (ms) that a migration waits for a lock. Requests for the same table wait behind it. Shorter than their
 * timeout, and than PostgreSQL's search for deadlocks (1 s), which might end one of them.
 */
const LOCK_MS = 500

/** Pauses (ms) in which the requests run, before the migration tries again. Each is twice as long as the last one. */
const pauses = { first: 250, max: 8000 }

/** Pause (ms) that is long enough for a message to the operator. */
const LONG_PAUSE_MS = 2000

/** Codes of PostgreSQL: lock_not_available and deadlock_detected. */
const locked = new Set(['55P03', '40P01'])

/** Configuration that migrations write into existing rows. Required if such rows exist. */
export type MigrationSettings = { chainId?: number }

/**
 * Migrates the database and returns the names of applied migrations. Concurrent calls are safe. Uses Prisma's table
 * (`_prisma_migrations`), so that Prisma's commands work. Throws DatabaseUnusable if the table has other migrations.
 */
export async function migrate(pool: pg.Pool, settings: MigrationSettings = {}): Promise<string[]> {
  const migrations = await readMigrations()
  const client = await pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(ledger)
    const { rows } = await client.query<LedgerRow>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    checkHistory(migrations, rows)
    const applied = new Set(rows.map((row) => row.migration_name))
    const pending = migrations.filter((migration) => !applied.has(migration.name))
    for (const migration of pending) await applyWhenFree(client, migration, settings)
    return pending.map((migration) => migration.name)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {})
    client.release()
  }
}

type LedgerRow = { migration_name: string; checksum: string; finished_at: Date | null }

const ledger = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`

function checkHistory(migrations: Migration[], rows: LedgerRow[]): void {
  for (const row of rows) {
    const migration = migrations.find((candidate) => candidate.name === row.migration_name)
    const name = row.migration_name
    if (!migration)
      throw new DatabaseUnusable(`The database is newer than this version of Chancery: it has migration ${name}.`)
    if (!row.finished_at) throw new DatabaseUnusable(`Migration ${name} was started by another tool and not finished.`)
    if (row.checksum !== migration.checksum) {
      throw new DatabaseUnusable(`Migration ${name} was changed after it was applied to this database.`)
    }
  }
}

/** Applies a migration as soon as no other transaction holds what it locks, such as a request or a backup. */
async function applyWhenFree(client: pg.PoolClient, migration: Migration, settings: MigrationSettings): Promise<void> {
  for (let pause = pauses.first; ; pause = Math.min(2 * pause, pauses.max)) {
    try {
      return await apply(client, migration, settings)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && locked.has(String(error.code)))) throw error
    }
    if (pause === LONG_PAUSE_MS) {
      console.error(`Migration ${migration.name} waits for other transactions, such as a backup by pg_dump.`)
    }
    await sleep(pause)
  }
}

async function apply(client: pg.PoolClient, migration: Migration, { chainId }: MigrationSettings): Promise<void> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_MS}`)
  try {
    if (chainId !== undefined) await client.query("SELECT set_config('chancery.chain_id', $1, true)", [String(chainId)])
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
