import type pg from 'pg'

/** Makes a database as empty as a new one. */
export async function makeEmpty(pool: pg.Pool): Promise<void> {
  await pool.query('DROP SCHEMA IF EXISTS jobs CASCADE')
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
}

/** Makes a migrated database as empty as after its migration. */
export async function clear(pool: pg.Pool): Promise<void> {
  const names = (await tablesOf(pool)).filter((name) => name !== '_prisma_migrations')
  await pool.query(`
    ALTER TABLE audit_entries DISABLE TRIGGER USER;
    TRUNCATE ${names.join()}, jobs.job RESTART IDENTITY;
    ALTER TABLE audit_entries ENABLE TRIGGER USER`)
}

async function tablesOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  )
  return rows.map(({ name }) => name)
}

/** Everything that stands in a database, as text. */
export async function contentsOf(pool: pg.Pool): Promise<string> {
  const contents: string[] = []
  for (const name of await tablesOf(pool)) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    contents.push(name, ...rows.map(({ row }) => row))
  }
  return contents.join('\n')
}
