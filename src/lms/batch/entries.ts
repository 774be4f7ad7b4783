import type { FieldErrors } from '../../core/problem.ts'
import { type Columns, readCsv } from './csv.ts'
import { type Entry, entrySchema, toEntry } from './entrySchema.ts'
import { readJson, readNdjson } from './json.ts'
import { readLines, type Value } from './lines.ts'
import { UnreadableEntries } from './unreadable.ts'

/** An entry or its field errors, with its number and first line, both from 1. */
export type ReadEntry = { number: number; line: number } & ({ entry: Entry } | { errors: FieldErrors })

export type Format = 'json' | 'ndjson' | 'csv'

/**
 * Reads UTF-8 JSON (an array, or an object with only an array `entries`), NDJSON, or CSV with a header. Streams NDJSON
 * and CSV; loads JSON completely, so limit its size. Throws UnreadableEntries, possibly after valid entries. Passes
 * errors of the source on unchanged.
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
      throw new UnreadableEntries(
        line,
        `too many entries: a request can have at most ${limits.entries.toLocaleString('en')}.`,
      )
    }
    yield { number, line, ...toEntry(value) }
  }
}

const MAX_LINE_BYTES = 1_000_000

const columns: Columns = {
  known: Object.keys(entrySchema.shape),
  oneOf: ['userId', 'email'],
  read: (name, cell) => (isSeconds(cell) && (name === 'achievedAt' || name === 'expiresAt') ? Number(cell) : cell),
}

/** Accepts digits, except those that a spreadsheet means as a date, such as 20240301. */
function isSeconds(cell: string): boolean {
  return /^\d+$/.test(cell) && !/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(cell)
}

const readers: Record<Format, (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Value>> = {
  json: (bytes) => readJson(readLines(bytes, Number.POSITIVE_INFINITY)),
  ndjson: (bytes) => readNdjson(readLines(bytes, MAX_LINE_BYTES)),
  csv: (bytes) => readCsv(readLines(bytes, MAX_LINE_BYTES), columns),
}
