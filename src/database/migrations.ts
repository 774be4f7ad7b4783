import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { root } from '../root.ts'

const folder = new URL('prisma/migrations/', root)

export type Migration = { name: string; sql: string; checksum: string }

/** Returns all migrations, in the order in which they are applied. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
