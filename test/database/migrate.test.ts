import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startEngine } from '../../scripts/schemaSql.ts'
import type { Database } from '../../src/database/client.ts'
import { migrate } from '../../src/database/migrate.ts'
import { DatabaseUnusable } from '../../src/database/unusable.ts'
import { contentsOf, makeEmpty } from '../support/database/contents.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { applyUpTo } from '../support/database/upgrades.ts'
import { isEmbedded } from '../support/setup/templates.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})
beforeEach(() => makeEmpty(db.pool))

const folder = new URL('../../prisma/migrations/', import.meta.url)
const migrations = await Promise.all(
  (await readdir(folder))
    .filter((name) => /^\d/.test(name))
    .sort()
    .map(async (name) => ({ name, sql: await readFile(new URL(`${name}/migration.sql`, folder), 'utf8') })),
)
const names = migrations.map(({ name }) => name)

function change(sql: string): Promise<unknown> {
  return db.pool.query(sql)
}

describe('migrate', () => {
  it('migrates an empty database to the newest schema, and returns the applied migrations', async () => {
    expect(await migrate(db.pool)).toStrictEqual(names)
    expect(names.length).toBeGreaterThan(0)
    await db.pool.query(`INSERT INTO sites (name) VALUES ('Works')`)
  })

  it('changes nothing when it runs again', async () => {
    await migrate(db.pool)
    const before = await contentsOf(db.pool)
    expect(await migrate(db.pool)).toStrictEqual([])
    expect(await contentsOf(db.pool)).toBe(before)
  })

  it('applies each migration once when many runs start in parallel', async () => {
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(db.pool)))
    expect(applied.flat()).toStrictEqual(names)
    const { rows } = await db.pool.query('SELECT migration_name FROM _prisma_migrations ORDER BY migration_name')
    expect(rows.map((row) => row.migration_name)).toStrictEqual(names)
  })

  it.skipIf(isEmbedded)('does not stop requests while it waits for a transaction, such as a backup', async () => {
    await applyUpTo('20261123000000_change', db.pool)
    const [backup, reader] = [await db.pool.connect(), await db.pool.connect()]
    onTestFinished(() => {
      backup.release(true)
      reader.release(true)
    })
    await backup.query('BEGIN; LOCK TABLE courses IN ACCESS SHARE MODE')
    const migrating = migrate(db.pool)
    const waiting = `
      SELECT FROM pg_locks WHERE NOT granted AND relation = 'courses'::regclass AND mode = 'AccessExclusiveLock'`
    await vi.waitFor(async () => expect((await reader.query(waiting)).rowCount).toBe(1), {
      interval: 10,
      timeout: 20_000,
    })
    // The time that a request has.
    await reader.query('SET statement_timeout = 1400')
    await reader.query('SELECT FROM courses')
    await backup.query('COMMIT')
    expect(await migrating).toStrictEqual(names.filter((name) => name > '20261123000000_change'))
  })

  it('fills the migrations table as Prisma does', async () => {
    await migrate(db.pool)
    const { rows } = await db.pool.query('SELECT * FROM _prisma_migrations ORDER BY migration_name')
    expect(rows).toStrictEqual(
      migrations.map(({ name, sql }) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: createHash('sha256').update(sql).digest('hex'),
        finished_at: expect.any(Date),
        migration_name: name,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      })),
    )
  })

  it('leaves a database that Prisma’s own engine accepts', async () => {
    await migrate(db.pool)
    // The adapter does not end this pool.
    const engine = await startEngine(bindMigrationAwareSqlAdapterFactory(new PrismaPg(db.pool)))
    const filters = { externalTables: [], externalEnums: [] }
    const migrationsList = {
      baseDir: 'prisma/migrations',
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
      shadowDbInitScript: '',
      migrationDirectories: migrations.map(({ name, sql }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
      })),
    }
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters })
    expect(found).toMatchObject({
      hasMigrationsTable: true,
      history: null,
      failedMigrationNames: [],
      editedMigrationNames: [],
    })
    expect(await engine.applyMigrations({ migrationsList, filters })).toStrictEqual({ appliedMigrationNames: [] })
  })

  it.each([
    ['was changed after it was applied', `UPDATE _prisma_migrations SET checksum = repeat('0', 64)`],
    ['was started by another tool and not finished', 'UPDATE _prisma_migrations SET finished_at = NULL'],
    ['The database is newer', `UPDATE _prisma_migrations SET migration_name = '99991231000000_from_the_future'`],
  ])('rejects a database with a wrong migrations table: %s', async (message, sql) => {
    await migrate(db.pool)
    await change(sql)
    const before = await contentsOf(db.pool)

    const refused = migrate(db.pool)
    await expect(refused).rejects.toBeInstanceOf(DatabaseUnusable)
    await expect(refused).rejects.toThrow(message)
    // The message is one line and names the migration.
    await expect(refused).rejects.toThrow(/^.*\d{14}_\w+.*$/)

    expect(await contentsOf(db.pool)).toBe(before)
  })

  it('requires the chain id for earlier signatures, and does not guess it', async () => {
    await migrate(db.pool)
    const name = '20261202000000_signature_chain'
    await change(`
      ALTER TABLE certificates DROP COLUMN signature_chain_id, DROP COLUMN revocation_chain_id;
      DELETE FROM _prisma_migrations WHERE migration_name = '${name}';
      WITH issuer AS (INSERT INTO wallets (id, address) VALUES (gen_random_uuid(), '0x${'1'.repeat(40)}') RETURNING id)
      INSERT INTO certificates (id, holder_id, issuer_id, institution_title, institution_link, certificate_title,
                                ipfs_hash, document_status, issued_at, salt, proof_version, issuer_signature)
      SELECT gen_random_uuid(), id, id, 'A', 'B', 'C', 'D', 'unchecked', '2026-11-01', decode(repeat('07', 32), 'hex'),
             '1', decode('12', 'hex')
      FROM issuer`)
    await expect(migrate(db.pool)).rejects.toThrow('chancery.chain_id')
    expect(await migrate(db.pool, { chainId: 5 })).toStrictEqual([name])
    const { rows } = await db.pool.query('SELECT signature_chain_id, revocation_chain_id FROM certificates')
    expect(rows).toStrictEqual([{ signature_chain_id: '5', revocation_chain_id: null }])
  })

  it('ignores a migration that was rolled back', async () => {
    await migrate(db.pool)
    await change(`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, rolled_back_at)
      VALUES ('one', 'any', '99991231000000_from_the_future', now())`)
    expect(await migrate(db.pool)).toStrictEqual([])
  })

  it('undoes a migration that fails, and succeeds after its cause is removed', async () => {
    await change('CREATE TABLE wallets (id INTEGER)')
    await expect(migrate(db.pool)).rejects.toThrow('"wallets" already exists')
    const { rows } = await db.pool.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
    )
    expect(rows.map((row) => row.table_name).sort()).toStrictEqual(['_prisma_migrations', 'wallets'])

    await change('DROP TABLE wallets')
    expect(await migrate(db.pool)).toStrictEqual(names)
  })
})
