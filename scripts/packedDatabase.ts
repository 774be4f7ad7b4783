import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../src/database/open.ts'
import { packDatabase, packedDatabase } from '../src/database/packedDatabase.ts'

// Part of `npm run build`: packs an embedded database without rows, unless there is one of these migrations and of the
// installed PGlite.

const file = fileURLToPath(await packedDatabase())
const installed = new URL('../node_modules/@electric-sql/pglite/package.json', import.meta.url)
if (!existsSync(file) || statSync(file).mtimeMs < statSync(installed).ctimeMs) {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url))
  for (const name of await readdir(dist)) if (name.startsWith('database-')) await rm(join(dist, name))
  const dataDir = await mkdtemp(join(tmpdir(), 'chancery-build-'))
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  // The write-ahead log of the migrations is not needed after a checkpoint.
  for (const statement of ['SET wal_recycle = off', 'SELECT pg_switch_wal()', 'CHECKPOINT', 'CHECKPOINT'])
    await database.pool.query(statement)
  await database.close()
  await writeFile(`${file}.incomplete`, packDatabase(join(dataDir, 'postgres')))
  await rename(`${file}.incomplete`, file)
  await rm(dataDir, { recursive: true })
}
