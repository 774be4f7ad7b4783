import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Database } from '../../../src/database/client.ts'
import { embeddedPooling, startEmbedded } from '../../../src/database/embedded.ts'
import type { FreshDatabase } from './database.ts'

// Databases as they were at earlier migrations, with a course, users, certificates of both APIs (one revoked, one published,
// one signed by its issuer, one deleted), a webhook and a verification: test/upgrades. They have the rows only; the schema is
// what the migrations up to there make, which never change. One is added with every release.

const dumps = new URL('../../database/upgrades/', import.meta.url)
const migrations = new URL('../../../prisma/migrations/', import.meta.url)

/** The newest migration of each. */
export const earlierDatabases = (await readdir(dumps)).map((file) => file.replace(/\.sql$/, '')).sort()

/** Opens a database before any migration. */
async function openEmpty({ databaseUrl, dataDir }: FreshDatabase): Promise<Pick<Database, 'pool' | 'close'>> {
  if (databaseUrl) return connect(databaseUrl, { max: 1 })
  const embedded = startEmbedded(dataDir)
  await embedded.ready
  const db = connect(embedded.url, embeddedPooling)
  return {
    pool: db.pool,
    async close() {
      await db.close()
      await embedded.close()
    },
  }
}

/** Makes a database as it was: its schema, the ledger of it, and its rows. */
export async function makeAsAt(name: string, fresh: FreshDatabase): Promise<void> {
  const db = await openEmpty(fresh)
  await db.pool.query(`
    CREATE TABLE _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`)
  for (const migration of (await readdir(migrations)).filter((one) => /^\d/.test(one) && one <= name).sort()) {
    const sql = await readFile(new URL(`${migration}/migration.sql`, migrations), 'utf8')
    await db.pool.query(`BEGIN; ${sql}; COMMIT`)
    await db.pool.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ($1, $2, $3, now())',
      [randomUUID(), createHash('sha256').update(sql).digest('hex'), migration],
    )
  }
  await db.pool.query(await readFile(new URL(`${name}.sql`, dumps), 'utf8'))
  await db.close()
}
