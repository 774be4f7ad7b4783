import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Database } from '../../../src/database/client.ts'
import { embeddedPooling, startEmbedded } from '../../../src/database/embedded.ts'
import type { FreshDatabase } from './database.ts'

// Databases as of earlier migrations, in test/database/upgrades. Each has a course, users, a webhook, an attestation,
// and certificates of both APIs: revoked, published, signed and deleted ones. The files have only the rows, because the
// migrations that make the schema never change. Every release adds a database.

const dumps = new URL('../../database/upgrades/', import.meta.url)
const migrations = new URL('../../../prisma/migrations/', import.meta.url)

/** The newest migration of each database. */
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

/** Restores a database: its schema, its table of migrations, and its rows. */
export async function makeAsAt(name: string, fresh: FreshDatabase): Promise<void> {
  const db = await openEmpty(fresh)
  await applyUpTo(name, db.pool)
  await db.pool.query(await readFile(new URL(`${name}.sql`, dumps), 'utf8'))
  await db.close()
}

/** Applies the migrations up to the given one to an empty database. */
export async function applyUpTo(name: string, pool: Database['pool']): Promise<void> {
  await pool.query(`
    CREATE TABLE _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`)
  for (const migration of (await readdir(migrations)).filter((one) => /^\d/.test(one) && one <= name).sort()) {
    const sql = await readFile(new URL(`${migration}/migration.sql`, migrations), 'utf8')
    await pool.query(`BEGIN; ${sql}; COMMIT`)
    await pool.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ($1, $2, $3, now())',
      [randomUUID(), createHash('sha256').update(sql).digest('hex'), migration],
    )
  }
}
