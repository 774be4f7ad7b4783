import { type GivenDate, ReadDate } from '../dates.ts'
import type { Value } from './lines.ts'

// Excel writes a date cell of the format "General" as the number of its day: 46143 is 1 May 2026.

/** Day 0 of Excel (its 1900 date system) for days from 1 March 1900 on: Excel counts a 29 February 1900. */
const EPOCH_MS = Date.UTC(1899, 11, 30)
const DAY_MS = 86_400_000

const MIN_DAY = 20_000
const MAX_DAY = 80_000

/** Five digits, so that no year and no month is taken for a day; with a fraction for the time. */
const dayNumber = /^\d{5}(?:[.,]\d+)?$/

/** Reads a day of Excel. A fraction is a local time. Returns null for other text. */
export function readExcelDay(cell: string): GivenDate | null {
  if (!dayNumber.test(cell)) return null
  const days = numberIn(cell)
  const local = new Date(Math.round((EPOCH_MS + days * DAY_MS) / 1000) * 1000).toISOString()
  return Number.isInteger(days) ? { day: local.slice(0, 10) } : { local: local.slice(0, 19) }
}

/**
 * Replaces days of Excel in these columns: in all if the caller `declared` them, otherwise in a column that has only numbers
 * from 20,000 to 80,000 in its filled cells. Holds rows back until that is known.
 */
export async function* withExcelDays(
  rows: AsyncIterable<Value>,
  columns: readonly string[],
  { declared }: { declared: boolean },
): AsyncGenerator<Value> {
  const possible = new Set(columns)
  // Columns of held rows that contain only days so far.
  const open = new Set<string>()
  let held: Value[] = []
  for await (const row of rows) {
    if (declared) {
      yield replaced(row, columns)
      continue
    }
    // From here on no column can be days, so no row is held.
    if (possible.size === 0) {
      yield row
      continue
    }
    for (const column of possible) {
      const cell = cellOf(row, column)
      if (cell === undefined) continue
      if (isLikelyDay(cell)) open.add(column)
      else for (const set of [possible, open]) set.delete(column)
    }
    held.push(row)
    if (open.size > 0) continue
    yield* held
    held = []
  }
  for (const row of held) yield replaced(row, [...open])
}

function replaced(row: Value, columns: readonly string[]): Value {
  const read = columns.flatMap((column): [string, GivenDate][] => {
    const given = readExcelDay(cellOf(row, column) ?? '')
    return given ? [[column, given]] : []
  })
  if (read.length === 0) return row
  const value = {
    ...(row.value as object),
    ...Object.fromEntries(read.map(([name, given]) => [name, new ReadDate(given)])),
  }
  return { ...row, value, excelDays: Object.fromEntries(read.map(([name, given]) => [name, textOf(given)])) }
}

function textOf(given: GivenDate): string {
  if (given instanceof Date) return given.toISOString()
  return 'day' in given ? given.day : given.local
}

function cellOf({ value }: Value, column: string): string | undefined {
  const cell = (value as Record<string, string | number>)[column] // Rows of CSV are objects of these.
  return cell === undefined ? undefined : String(cell)
}

function isLikelyDay(cell: string): boolean {
  const days = dayNumber.test(cell) ? numberIn(cell) : 0
  return days >= MIN_DAY && days <= MAX_DAY
}

function numberIn(cell: string): number {
  return Number(cell.replace(',', '.'))
}
