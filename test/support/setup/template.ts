import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { writeForBrowsers } from '../../../scripts/browser.ts'
import { startEmbedded } from '../../../src/database/embedded.ts'
import { openDatabase } from '../../../src/database/open.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * What every fresh database of the tests is a copy of: data folders, one before and one after all migrations, or a
     * database of the server in TEST_DATABASE_URL.
     */
    template: { empty: string; migrated: string } | { server: string; database: string }
  }
}

/**
 * Makes one migrated database before all tests, embedded or in the PostgreSQL of TEST_DATABASE_URL, the programs that tests
 * start, and the scripts of the public pages.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const project of ['packages/verify', 'tsconfig.build.json']) {
    await promisify(execFile)('npx', ['tsc', '-p', project], { cwd: root })
  }
  await writeForBrowsers()
  const server = process.env.TEST_DATABASE_URL
  return server ? setupServer(project, server) : setupEmbedded(project)
}

async function setupEmbedded(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-template-'))
  const [empty, migrated] = [join(folder, 'empty'), join(folder, 'migrated')]
  const embedded = startEmbedded(empty)
  await embedded.ready
  await embedded.close()
  copyEmbedded(empty, migrated)
  const db = await openDatabase({ databaseUrl: undefined, dataDir: migrated })
  await db.close()
  project.provide('template', { empty, migrated })
  return () => rm(folder, { recursive: true, force: true })
}

/** Copies the embedded database of one data folder, which nobody uses, into another. */
export function copyEmbedded(from: string, to: string): void {
  // Not `cp`, which takes ten times as long for its thousand files.
  cpSync(join(from, 'postgres'), join(to, 'postgres'), { recursive: true })
}

async function setupServer(project: TestProject, server: string): Promise<() => Promise<void>> {
  const database = `chancery_test_${process.pid}`
  await execute(server, `CREATE DATABASE ${database}`)
  const db = await openDatabase({ databaseUrl: databaseUrl(server, database), dataDir: '' })
  await db.close()
  project.provide('template', { server, database })
  return () => execute(server, `DROP DATABASE ${database}`)
}

/** The address of another database of the same server. */
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
