import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { startThrowAwayPostgres } from '../../../scripts/throwAwayPostgres.ts'
import { openDatabase } from '../../../src/database/open.ts'

// The templates from which all test databases are copied.

/** Data folders with an embedded database, before and after all migrations. */
export type EmbeddedTemplates = { empty: string; migrated: string }

/** A migrated database of a PostgreSQL server. */
export type ServerTemplate = { server: string; database: string }

export async function makeEmbeddedTemplates(folder: string): Promise<EmbeddedTemplates> {
  const [empty, migrated] = [join(folder, 'empty'), join(folder, 'migrated')]
  // Not `startEmbedded`, which unpacks a migrated database.
  mkdirSync(empty)
  const cluster = await PGlite.create(join(empty, 'postgres'))
  await cluster.close()
  const db = await openDatabase({ databaseUrl: undefined, dataDir: migrated })
  await db.close()
  return { empty, migrated }
}

/** Copies the embedded database of a data folder into another. No process may use it. */
export function copyEmbedded(from: string, to: string): void {
  // The asynchronous `cp` takes ten times as long for the thousand files.
  cpSync(join(from, 'postgres'), join(to, 'postgres'), { recursive: true })
}

export async function makeServerTemplate(): Promise<ServerTemplate & { dispose(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  const postgres = given ? { url: given, dispose: async () => {} } : await startThrowAwayPostgres()
  const [server, database] = [postgres.url, `chancery_test_${process.pid}`]
  await execute(server, `CREATE DATABASE ${database}`)
  const db = await openDatabase({ databaseUrl: databaseUrl(server, database), dataDir: '' })
  await db.close()
  return {
    server,
    database,
    async dispose() {
      await execute(server, `DROP DATABASE ${database}`)
      await postgres.dispose()
    },
  }
}

/** Returns the URL of another database of the same server. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

export async function execute(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
