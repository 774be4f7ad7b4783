import type pg from 'pg'
import { Explained } from '../../explained.ts'
import type { Database } from '../client.ts'
import { MIGRATION_LOCK } from '../migrate.ts'
import { countRows, listForeignKeys, listSequences, listTables, type Table, tablesWithRows } from './catalogue.ts'
import { copyIn, copyOut } from './copyQuery.ts'

/** Tables with rows after the migrations of an empty database. Their rows are replaced. */
const FILLED = ['jobs.queue', 'jobs.version', 'public._prisma_migrations', 'public.catalogue']

/** Approximate size (bytes) of a batch, as it is stored. Both sides keep a batch in memory. */
const BATCH_BYTES = 4 * 1024 * 1024

/** The texts of values are then exact, and mean the same in both databases, as with pg_dump. */
const EXACT = {
  ...{ client_encoding: 'UTF8', datestyle: 'ISO', intervalstyle: 'postgres', timezone: 'UTC' },
  ...{ extra_float_digits: '3', bytea_output: 'hex' },
}

/** The role of the servers may have limits. */
const PATIENT = { statement_timeout: '0', lock_timeout: '0', idle_in_transaction_session_timeout: '0' }

export type Copied = { tables: number; rows: number }

/** Called with the copied share of the data, from 0 to 1. */
export type OnProgress = (share: number) => void

/**
 * Copies all rows and sequences into a database of the same version, in one transaction. Nothing else may use the
 * source. Servers that start with the target meanwhile wait. Throws Explained if the target has data.
 */
export async function copyDatabase(source: Database, target: Database, onProgress: OnProgress): Promise<Copied> {
  const [here, there] = [await source.pool.connect(), await target.pool.connect()]
  try {
    await here.query(settingsOf('SESSION', EXACT))
    // A pooler keeps no settings beyond a transaction.
    await there.query(`BEGIN; ${settingsOf('LOCAL', { ...EXACT, ...PATIENT })}`)
    const copied = await copyInTransaction(here, there, onProgress)
    await there.query('COMMIT')
    return copied
  } catch (error) {
    // A broken connection must not hide the original error.
    await there.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    here.release()
    there.release()
  }
}

function settingsOf(scope: 'SESSION' | 'LOCAL', values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `SET ${scope} ${name} = '${value}'`)
    .join(';')
}

async function copyInTransaction(
  source: pg.ClientBase,
  target: pg.ClientBase,
  onProgress: OnProgress,
): Promise<Copied> {
  await target.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
  const tables = await listTables(source)
  await ensureSame(tables, target)
  const names = tables.map(({ name }) => name)
  await target.query(`LOCK TABLE ${names.join(', ')} IN ACCESS EXCLUSIVE MODE`)
  await ensureEmpty(tables, target)

  // Triggers would count everything a second time, and write jobs and events. Foreign keys are faster at the end, and
  // then allow any order of tables and rows.
  const foreignKeys = await listForeignKeys(target)
  await each(target, names, (name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`)
  await each(target, foreignKeys, ({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  await each(target, FILLED, (name) => `DELETE FROM ${name}`)
  await copyTables(source, target, tables, onProgress)
  await target.query(`ANALYZE ${names.join(', ')}`)
  await each(
    target,
    foreignKeys,
    ({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`,
  )
  await each(target, names, (name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`)

  const rows = await ensureComplete(source, target, tables)
  // Not part of the transaction, therefore last.
  await copySequences(source, target)
  return { tables: tables.length, rows }
}

/** Runs a statement for each item, in one request. */
async function each<Item>(client: pg.ClientBase, items: Item[], statement: (item: Item) => string): Promise<void> {
  await client.query(items.map(statement).join(';'))
}

/** Both were migrated by this version, so a difference was made by hand. */
async function ensureSame(tables: Table[], target: pg.ClientBase): Promise<void> {
  const there = new Map((await listTables(target)).map(({ name, columns }) => [name, columns.join()]))
  const different = tables.filter(({ name, columns }) => there.get(name) !== columns.join())
  if (different.length === 0) return
  const names = different.map(({ name }) => name).join(', ')
  throw new Explained(`The databases differ in these tables, so nothing was copied: ${names}.`)
}

async function ensureEmpty(tables: Table[], target: pg.ClientBase): Promise<void> {
  const found = (await tablesWithRows(target, tables)).filter((name) => !FILLED.includes(name))
  if (found.length === 0) return
  throw new Explained(
    `The database of DATABASE_URL already has data, so nothing was copied: ${found.join(', ')}. ` +
      'Set DATABASE_URL to an empty database that no server has used.',
  )
}

async function copyTables(
  source: pg.ClientBase,
  target: pg.ClientBase,
  tables: Table[],
  onProgress: OnProgress,
): Promise<void> {
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0)
  let copied = 0
  let writing = Promise.resolve()
  try {
    for (const table of tables) {
      const columns = table.columns.join(', ')
      for (const [first, end] of batchesOf(table)) {
        const range = `ctid >= '(${first},0)' AND ctid < '(${end},0)'`
        const rows = await copyOut(source, `COPY (SELECT ${columns} FROM ${table.name} WHERE ${range}) TO STDOUT`)
        // One batch is written while the next one is read.
        await writing
        writing = copyIn(target, `COPY ${table.name} (${columns}) FROM STDIN`, rows)
        // It may fail while the next batch is read.
        writing.catch(() => {})
        copied += (table.bytes * (end - first)) / table.blocks
        onProgress(copied / total)
      }
    }
  } finally {
    await writing
  }
}

/** Divides the blocks of a table, because any table has them, whatever its key is. */
function* batchesOf({ blocks, bytes }: Table): Generator<[first: number, end: number]> {
  const size = Math.max(1, Math.floor(BATCH_BYTES / (bytes / blocks)))
  for (let first = 0; first < blocks; first += size) yield [first, Math.min(first + size, blocks)]
}

/** Compares the number of rows of each table. Returns their sum. */
async function ensureComplete(source: pg.ClientBase, target: pg.ClientBase, tables: Table[]): Promise<number> {
  const [here, there] = await Promise.all([countRows(source, tables), countRows(target, tables)])
  for (const [index, { name }] of tables.entries()) {
    if (here[index] !== there[index]) throw new Error(`${name}: ${there[index]} of ${here[index]} rows arrived.`)
  }
  return here.reduce((sum, count) => sum + count, 0)
}

async function copySequences(source: pg.ClientBase, target: pg.ClientBase): Promise<void> {
  for (const name of await listSequences(source)) {
    const { rows } = await source.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value, is_called FROM ${name}`,
    )
    for (const { last_value, is_called } of rows) {
      await target.query('SELECT setval($1, $2, $3)', [name, last_value, is_called])
    }
  }
}
