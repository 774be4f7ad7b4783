import { Explained } from '../../explained.ts'
import { connect, type Database, poolings } from '../client.ts'
import { type MigrationSettings, migrate } from '../migrate.ts'
import { reach } from '../prepare.ts'

/** 150000: see docs/operations.md. */
const OLDEST_VERSION = 150_000

/** Opens and migrates a PostgreSQL database, if it can have the rows of an embedded one. Throws Explained. */
export async function openTarget(url: string, settings: MigrationSettings): Promise<Database> {
  const db = connect(url, { ...poolings.command, max: 1 })
  try {
    await reach(db)
    await ensureSuitable(db)
    await migrate(db.pool, settings)
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

async function ensureSuitable({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string }>(`
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name,
           current_setting('server_encoding') AS encoding`)
  for (const { version, name, encoding } of rows) {
    if (version < OLDEST_VERSION) throw new Explained(`PostgreSQL ${name} is too old. Use version 15 or newer.`)
    if (encoding !== 'UTF8') throw new Explained(`The database has the encoding ${encoding}. Create it with UTF8.`)
  }
}
