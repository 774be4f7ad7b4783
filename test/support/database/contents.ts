import type pg from 'pg'

/** Removes everything from a database, the schema too. */
export async function makeEmpty(pool: pg.Pool): Promise<void> {
  await pool.query('DROP SCHEMA IF EXISTS jobs CASCADE')
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
}

/** Returns a migrated database to its state after the migrations. */
export async function clear(pool: pg.Pool): Promise<void> {
  const names = (await tablesOf(pool)).filter((name) => name !== '_prisma_migrations')
  // TRUNCATE would create new files for all tables. The role `replica` skips triggers and foreign keys.
  await pool.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    ${[...names, 'jobs.job'].map((name) => `DELETE FROM ${name};`).join('\n')}
    SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
    WHERE relnamespace = 'public'::regnamespace;
    COMMIT`)
}

async function tablesOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  )
  return rows.map(({ name }) => name)
}

/** Returns all rows of a database as text. */
export async function contentsOf(pool: pg.Pool): Promise<string> {
  const contents: string[] = []
  for (const name of await tablesOf(pool)) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    contents.push(name, ...rows.map(({ row }) => row))
  }
  return contents.join('\n')
}
