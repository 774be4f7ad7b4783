import type { Database } from './client.ts'

/**
 * What tells an installation from every other and is the same for all its servers, by whatever address they reach the
 * database: the random id of its first migration.
 */
export async function installationOf({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM _prisma_migrations ORDER BY started_at, migration_name LIMIT 1',
  )
  const [first] = rows
  if (!first) throw new Error('The database was never migrated.')
  return first.id
}
