import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Database } from '../database/client.ts'
import { Explained } from '../explained.ts'
import { type ErasedEntry, listErased } from './queries.ts'

/**
 * File in DATA_DIR: the list of erased users, as lines of JSON. It outlives the restore of a database from before the
 * erasure. It has hashes of ids, and nothing else about a person.
 */
export const ERASED_FILE = 'erased-users.ndjson'

const entry = z.object({
  site: z.int(),
  user: z.string().regex(/^[0-9a-f]{64}$/),
  erasedAt: z.iso.datetime().transform((text) => new Date(text)),
})

/** Returns the list in DATA_DIR, which is empty if there is no file. */
export async function readErasedFile(dataDir: string): Promise<ErasedEntry[]> {
  const text = await readFile(join(dataDir, ERASED_FILE), 'utf8').catch((error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  return parseErased(text, ERASED_FILE)
}

/** Parses a list. Throws Explained with the number of an unreadable line. Ignores an incomplete last line. */
export function parseErased(text: string, name: string): ErasedEntry[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line, index) => {
    try {
      return entry.parse(JSON.parse(line))
    } catch (error) {
      throw new Explained(`${name}, line ${index + 1}: not an entry of a list of erased users.`, { cause: error })
    }
  })
}

export function printErased(entries: ErasedEntry[]): string {
  return entries.map((one) => `${JSON.stringify(one)}\n`).join('')
}

/** Appends what the database knows and the list in DATA_DIR lacks. */
export async function completeErasedFile(db: Database, dataDir: string): Promise<void> {
  const known = new Set((await readErasedFile(dataDir)).map(keyOf))
  const missing = (await listErased(db)).filter((one) => !known.has(keyOf(one)))
  if (missing.length === 0) return
  await appendFile(join(dataDir, ERASED_FILE), printErased(missing), { mode: 0o600, flush: true })
}

function keyOf({ site, user }: ErasedEntry): string {
  return `${site} ${user}`
}
