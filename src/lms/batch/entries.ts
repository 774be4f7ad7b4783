import type { FieldErrors } from '../../core/problem.ts'
import { type Columns, readCsv } from './csv.ts'
import { type Entry, entrySchema, toEntry } from './entrySchema.ts'
import { readJson, readNdjson } from './json.ts'
import { readLines, type Value } from './lines.ts'
import { UnreadableEntries } from './unreadable.ts'

/** An entry, or what is wrong with its fields, with its number and the line that it begins on, both from 1. */
export type ReadEntry = { number: number; line: number } & ({ entry: Entry } | { errors: FieldErrors })

export type Format = 'json' | 'ndjson' | 'csv'

/**
 * Reads entries from UTF-8: an array in JSON (or an object with nothing but an array `entries`), NDJSON, or CSV with a
 * header. Memory stays flat, except that JSON is kept as a whole: bound it. Throws UnreadableEntries, maybe behind
 * entries that could be read; an error of the bytes' source comes through as it is.
 */
export async function* readEntries(
  bytes: AsyncIterable<Uint8Array>,
  format: Format,
  limits: { entries: number },
): AsyncGenerator<ReadEntry> {
  let number = 0
  for await (const { line, value } of readers[format](bytes)) {
    number += 1
    if (number > limits.entries) {
      throw new UnreadableEntries(line, `at most ${limits.entries.toLocaleString('en')} entries in one request.`)
    }
    yield { number, line, ...toEntry(value) }
  }
}

const LONGEST_LINE = 1_000_000 // bytes

const columns: Columns = {
  known: Object.keys(entrySchema.shape),
  oneOf: ['userId', 'email'],
  read: (name, cell) => (isSeconds(cell) && (name === 'achievedAt' || name === 'expiresAt') ? Number(cell) : cell),
}

/** Whoever is called 0012 is not called 12. Nor does a spreadsheet that says 20240301 mean a day of August 1970. */
function isSeconds(cell: string): boolean {
  return /^\d+$/.test(cell) && !/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(cell)
}

const readers: Record<Format, (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Value>> = {
  json: (bytes) => readJson(readLines(bytes, Number.POSITIVE_INFINITY)),
  ndjson: (bytes) => readNdjson(readLines(bytes, LONGEST_LINE)),
  csv: (bytes) => readCsv(readLines(bytes, LONGEST_LINE), columns),
}
