import { connect, type Database } from './client.ts'
import { embeddedPooling, startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

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
    await migrate(database.pool)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
