import { connect, type Database } from './client.ts'
import { embeddedPooling, startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { DatabaseUnusable } from './unusable.ts'

/** Opens the database that the configuration names, embedded or not, and migrates it. */
export async function openDatabase(config: { databaseUrl: string | undefined; dataDir: string }): Promise<Database> {
  if (config.databaseUrl) return migrated(connect(config.databaseUrl, { max: 10 }))

  const embedded = await startEmbedded(config.dataDir)
  const database = connect(embedded.url, embeddedPooling)
  return migrated({
    ...database,
    async close() {
      await database.close()
      await embedded.close()
    },
  })
}

async function migrated(database: Database): Promise<Database> {
  try {
    await reach(database)
    await migrate(database.pool)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens the first connection: a wrong address, name or password shows here. */
async function reach({ pool }: Database): Promise<void> {
  try {
    const client = await pool.connect()
    client.release()
  } catch (error) {
    throw new DatabaseUnusable(`The database cannot be reached: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // A host with several addresses fails without a message.
  return error.message || ('code' in error ? error.code : error.name)
}
