import type pg from 'pg'

// What a database consists of, from PostgreSQL's catalogue, so that a new table cannot be forgotten.

export type Table = {
  /** Quoted, with its schema. */
  name: string
  /** Quoted, without generated columns. Sorted, because a migrated column may have another place in a newer database. */
  columns: string[]
  /** Blocks of the table itself. */
  blocks: number
  /** Size with long values, which are stored apart. */
  bytes: number
}

/** Schemas of the application: those that are not PostgreSQL's own. */
const OWN = "nspname !~ '^pg_' AND nspname <> 'information_schema'"

/** Lists the tables that have rows of their own: also partitions, and not the tables that they divide. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT format('%I.%I', nspname, relname) AS name,
           (SELECT coalesce(array_agg(quote_ident(attname) ORDER BY attname), '{}') FROM pg_attribute
            WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
           (pg_relation_size(pg_class.oid) / current_setting('block_size')::int)::float8 AS blocks,
           pg_table_size(pg_class.oid)::float8 AS bytes
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND ${OWN}
    ORDER BY nspname, relname`)
  return rows
}

export type ForeignKey = { table: string; name: string; definition: string }

/** Lists foreign keys, without those that partitions have from the tables that they divide. */
export async function listForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    SELECT format('%I.%I', nspname, relname) AS table, quote_ident(conname) AS name,
           pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint
    JOIN pg_class ON pg_class.oid = conrelid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE contype = 'f' AND conparentid = 0 AND ${OWN}`)
  return rows
}

/** Returns the quoted names of all sequences, also of those that belong to a column. */
export async function listSequences(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT format('%I.%I', nspname, relname) AS name
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'S' AND ${OWN}`)
  return rows.map(({ name }) => name)
}

/** Counts the rows of each table. */
export async function countRows(client: pg.ClientBase, tables: Table[]): Promise<number[]> {
  const counts = tables.map(({ name }, index) => `SELECT ${index} AS place, count(*)::float8 AS count FROM ${name}`)
  const { rows } = await client.query<{ count: number }>(`${counts.join(' UNION ALL ')} ORDER BY place`)
  return rows.map(({ count }) => count)
}

/** Returns the names of the tables that have rows. */
export async function tablesWithRows(client: pg.ClientBase, tables: Table[]): Promise<string[]> {
  const checks = tables.map(({ name }, index) => `SELECT ${index} AS place WHERE EXISTS (SELECT FROM ${name})`)
  const { rows } = await client.query<{ place: number }>(`${checks.join(' UNION ALL ')} ORDER BY place`)
  return rows.flatMap(({ place }) => tables[place]?.name ?? [])
}
