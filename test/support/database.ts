import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { copyDatabase } from './folders.ts'
import { databaseUrl, execute } from './template.ts'

/** A migrated, empty database of one's own, not opened yet; `dispose` it when it is closed. */
export type FreshDatabase = { databaseUrl: string | undefined; dataDir: string; dispose(): Promise<void> }

export function freshDatabase(): Promise<FreshDatabase> {
  return newDatabase(true)
}

/** The same before any migration. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return newDatabase(false)
}

async function newDatabase(isMigrated: boolean): Promise<FreshDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chancery-test-'))
  const template = inject('template')
  if ('folder' in template) {
    if (isMigrated) copyDatabase(template.folder, dataDir)
    return { databaseUrl: undefined, dataDir, dispose: () => rm(dataDir, { recursive: true, force: true }) }
  }
  const database = `chancery_test_${randomUUID().replaceAll('-', '')}`
  await execute(template.server, `CREATE DATABASE ${database}${isMigrated ? ` TEMPLATE ${template.database}` : ''}`)
  return {
    databaseUrl: databaseUrl(template.server, database),
    dataDir,
    async dispose() {
      await execute(template.server, `DROP DATABASE ${database} WITH (FORCE)`)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
