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

/** Returns the rows of each table of all schemas, and what else a copy of a database must have, in any order. */
export async function wholeOf(pool: pg.Pool): Promise<Record<string, string[]>> {
  const list = async (sql: string) => {
    const { rows } = await pool.query<{ item: string }>(sql)
    return rows.map(({ item }) => item).toSorted()
  }
  const own = "pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
  const classes = (kind: string) =>
    list(`SELECT oid::regclass::text AS item FROM pg_class
          WHERE relkind = '${kind}' AND relnamespace IN (SELECT oid FROM ${own})`)
  const tables = await classes('r')
  const whole: Record<string, string[]> = {
    foreignKeys: await list(`SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
                             AS item FROM pg_constraint WHERE contype = 'f'`),
    triggers: await list(`SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) AS item FROM pg_trigger
                          WHERE NOT tgisinternal`),
    kinds: await list(`SELECT concat_ws(' ', oid::regclass, relpersistence) AS item FROM pg_class
                       WHERE oid::regclass::text IN (${tables.map((name) => `'${name}'`)})`),
  }
  const sequences = (await classes('S')).map(
    (name) => `SELECT concat_ws(' ', '${name}', last_value, is_called) AS item FROM ${name}`,
  )
  whole.sequences = await list(sequences.join(' UNION ALL '))
  await pool.query("SET timezone = 'UTC'")
  for (const name of tables) whole[name] = await list(`SELECT t::text AS item FROM ${name} t`)
  return whole
}
