import type { FieldErrors } from '../../core/problem.ts'
import { readCsv } from './csv.ts'
import { type Entry, entrySchema, toEntry } from './entrySchema.ts'
import { readJson, readNdjson } from './json.ts'
import { readLines, type Value } from './lines.ts'
import { rosterSpellings } from './rosters.ts'
import { UnreadableEntries } from './unreadable.ts'

/** An entry or its field errors, with its number and first line, both from 1. */
export type ReadEntry = { number: number; line: number } & ({ entry: Entry } | { errors: FieldErrors })

export type Format = 'json' | 'ndjson' | 'csv'

export type ReadOptions = {
  /** Maximum number of entries. */
  entries: number
  charsets?: string[]
  /** CSV: whether to ignore columns with an unknown header, whose headers `onIgnored` receives. */
  ignoreUnknownColumns?: boolean
  onIgnored?: (headers: string[]) => void
}

/**
 * Reads JSON (an array, or an object with only an array `entries`), NDJSON, or CSV with a header. Streams NDJSON and CSV;
 * loads JSON completely, so limit its size. Throws UnreadableEntries, possibly after valid entries. Passes errors of the
 * source on unchanged.
 */
export async function* readEntries(
  bytes: AsyncIterable<Uint8Array>,
  format: Format,
  options: ReadOptions,
): AsyncGenerator<ReadEntry> {
  let number = 0
  for await (const { line, value, errors } of readers[format](bytes, options)) {
    number += 1
    if (number > options.entries) {
      throw new UnreadableEntries(
        line,
        `too many entries: a request can have at most ${options.entries.toLocaleString('en')}.`,
      )
    }
    yield { number, line, ...(errors ? { errors } : toEntry(value)) }
  }
}

const MAX_LINE_BYTES = 1_000_000

const columns = {
  known: Object.keys(entrySchema.shape),
  oneOf: ['userId', 'email'],
  together: ['firstName', 'lastName'],
  spellings: rosterSpellings,
  read: (name: string, cell: string) =>
    isSeconds(cell) && (name === 'achievedAt' || name === 'expiresAt') ? Number(cell) : cell,
}

/** Accepts digits, except those that a spreadsheet means as a date, such as 20240301. */
function isSeconds(cell: string): boolean {
  return /^\d+$/.test(cell) && !/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(cell)
}

const readers: Record<Format, (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<Value>> = {
  json: (bytes, { charsets }) => readJson(readLines({ bytes, charsets }, Number.POSITIVE_INFINITY)),
  ndjson: (bytes, { charsets }) => readNdjson(readLines({ bytes, charsets }, MAX_LINE_BYTES)),
  csv: (bytes, { charsets, ignoreUnknownColumns = false, onIgnored }) =>
    readCsv(readLines({ bytes, charsets }, MAX_LINE_BYTES), {
      ...columns,
      ignoreUnknown: ignoreUnknownColumns,
      onIgnored,
    }),
}
