import type { FieldErrors } from '../../core/problem.ts'
import { numberOrText } from '../dates.ts'
import { readCsv } from './csv.ts'
import { DATE_FIELDS, type Entry, entrySchema, isDateField, toEntry } from './entrySchema.ts'
import { withExcelDays } from './excelDays.ts'
import { readJson, readNdjson } from './json.ts'
import { type ExcelDays, readLines, type Value } from './lines.ts'
import { rosterSpellings } from './rosters.ts'
import { UnreadableEntries } from './unreadable.ts'

/** An entry or its field errors, with its number and first line, both from 1. `excelDays`: see Value. */
export type ReadEntry = { number: number; line: number; excelDays?: ExcelDays } & (
  | { entry: Entry }
  | { errors: FieldErrors }
)

export type Format = 'json' | 'ndjson' | 'csv'

export type ReadOptions = {
  /** Maximum number of entries. */
  entries: number
  charsets?: string[]
  /** The caller says that numbers of five digits in the date columns of CSV are days of Excel. */
  hasExcelDays?: boolean
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
  for await (const { line, value, excelDays, errors } of readers[format](bytes, options)) {
    number += 1
    if (number > options.entries) {
      throw new UnreadableEntries(
        line,
        `too many entries: a request can have at most ${options.entries.toLocaleString('en')}.`,
      )
    }
    const read = errors ? { errors } : toEntry(value, placeOf(format, { number, line }))
    yield { number, line, ...(excelDays && { excelDays }), ...read }
  }
}

const MAX_LINE_BYTES = 1_000_000

const columns = {
  known: Object.keys(entrySchema.shape),
  oneOf: ['userId', 'email'],
  together: ['firstName', 'lastName'],
  spellings: rosterSpellings,
  read: (name: string, cell: string) => (isDateField(name) ? numberOrText(cell) : cell),
}

function placeOf(format: Format, { number, line }: { number: number; line: number }): string {
  if (format === 'csv') return `row ${line}`
  return format === 'ndjson' ? `line ${line}` : `entry ${number}`
}

const readers: Record<Format, (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<Value>> = {
  json: (bytes, { charsets }) => readJson(readLines({ bytes, charsets }, Number.POSITIVE_INFINITY)),
  ndjson: (bytes, { charsets }) => readNdjson(readLines({ bytes, charsets }, MAX_LINE_BYTES)),
  csv(bytes, { charsets, hasExcelDays = false, ignoreUnknownColumns = false, onIgnored }) {
    const lines = readLines({ bytes, charsets }, MAX_LINE_BYTES)
    const rows = readCsv(lines, { ...columns, ignoreUnknown: ignoreUnknownColumns, onIgnored })
    return withExcelDays(rows, DATE_FIELDS, { declared: hasExcelDays })
  },
}
