import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { packDatabase, unpackDatabase } from '../../src/database/packedDatabase.ts'
import { newFolder } from '../support/files/folders.ts'

it('starts a new embedded database from the one of the build, which has all migrations and no rows', async () => {
  const [dataDir, since] = [await newFolder(), new Date()]
  const db = await openDatabase({ databaseUrl: undefined, dataDir })
  const migrations = await db.pool.query('SELECT finished_at FROM _prisma_migrations')
  const sites = await db.pool.query('SELECT FROM sites UNION ALL SELECT FROM jobs.job')
  await db.close()
  expect(migrations.rowCount).toBe((await readdir(new URL('../../prisma/migrations', import.meta.url))).length - 1)
  for (const { finished_at } of migrations.rows) expect(finished_at < since).toBe(true)
  expect(sites.rowCount).toBe(0)
})

it('starts after an unpacking that was interrupted', async () => {
  const dataDir = await newFolder()
  const incomplete = join(dataDir, 'postgres.incomplete')
  await mkdir(incomplete)
  await writeFile(join(incomplete, 'PG_VERSION'), '1')
  const db = await openDatabase({ databaseUrl: undefined, dataDir })
  expect((await db.pool.query('SELECT FROM sites')).rowCount).toBe(0)
  await db.close()
  expect(existsSync(incomplete)).toBe(false)
})

it('keeps a database that exists', async () => {
  const folder = join(await newFolder(), 'postgres')
  await mkdir(folder)
  await writeFile(join(folder, 'PG_VERSION'), 'mine')
  await unpackDatabase(folder)
  expect(await readdir(folder)).toEqual(['PG_VERSION'])
})

it('unpacks what was packed, in every byte, with empty files and folders', async () => {
  const folder = join(await newFolder(), 'postgres')
  await unpackDatabase(folder)
  const again = join(await newFolder(), 'postgres')
  await unpackDatabase(again)
  expect(Buffer.compare(packDatabase(again), packDatabase(folder))).toBe(0)
  expect((await readdir(folder, { recursive: true })).length).toBeGreaterThan(900)
  expect(await readdir(join(folder, 'pg_notify'))).toEqual([])
})
