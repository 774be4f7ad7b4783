import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyEmbedded, databaseUrl, execute } from '../setup/databases.ts'
import { embeddedTemplates, isEmbedded, serverTemplate } from '../setup/templates.ts'

/** A migrated, empty database that is not open yet. Call `dispose` after it has been closed. */
export type FreshDatabase = { databaseUrl: string | undefined; dataDir: string; dispose(): Promise<void> }

export function freshDatabase(): Promise<FreshDatabase> {
  return newDatabase('migrated')
}

/** Creates a database before any migration. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return newDatabase('empty')
}

/** Creates only a data folder where the database is embedded, else a database before any migration. */
export function noDatabase(): Promise<FreshDatabase> {
  return newDatabase(null)
}

async function newDatabase(state: 'empty' | 'migrated' | null): Promise<FreshDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chancery-test-'))
  if (isEmbedded) {
    if (state) copyEmbedded((await embeddedTemplates())[state], dataDir)
    return { databaseUrl: undefined, dataDir, dispose: () => rm(dataDir, { recursive: true, force: true }) }
  }
  const template = await serverTemplate()
  const database = `chancery_test_${randomUUID().replaceAll('-', '')}`
  await execute(
    template.server,
    `CREATE DATABASE ${database}${state === 'migrated' ? ` TEMPLATE ${template.database}` : ''}`,
  )
  return {
    databaseUrl: databaseUrl(template.server, database),
    dataDir,
    async dispose() {
      await execute(template.server, `DROP DATABASE ${database} WITH (FORCE)`)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
