import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../../src/database/client.ts'

/** Returns the tables, of every schema, with a row that contains one of these texts: plain, as JSON, or as bytes. */
export async function tablesWith({ pool }: Database, texts: string[]): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  )
  const wanted = texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('hex')])
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `SELECT FROM ${name} AS entry, unnest($1::text[]) AS wanted
       WHERE position(lower(wanted) IN lower(entry::text)) > 0 LIMIT 1`,
      [wanted],
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

/** Returns the files below a folder, by path from it, with their bytes. */
export async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return new Map(
    await Promise.all(files.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const)),
  )
}
