import { quoted, UnreadableEntries } from './unreadable.ts'

/** A column of CSV: the field of its cells, and how a cell that is not empty is read. */
export type Column = { field: string; read(cell: string): Cell }

/** The value of a cell. Undefined: the same as an empty cell. */
export type Cell = { value: unknown } | { error: string }

export type Columns = {
  /** Fields by name. A header may also write spaces, hyphens, underscores and other letter case. */
  known: string[]
  /** Requires at least one of these fields. */
  oneOf: string[]
  /** Requires all of these fields or none. */
  together: string[]
  /** Columns by other spellings of their headers, in lower case, letters and digits only. */
  spellings: Record<string, Column>
  read(field: string, cell: string): unknown
  ignoreUnknown: boolean
  /** Receives the headers of ignored columns. */
  onIgnored?: (headers: string[]) => void
}

/** Finds the column of a header cell. */
export function columnOf(header: string, { known, spellings, read }: Columns): Column | undefined {
  const spelling = plain(header)
  const field = known.find((name) => plain(name) === spelling)
  if (field !== undefined) return { field, read: (cell) => ({ value: read(field, cell) }) }
  return Object.hasOwn(spellings, spelling) ? spellings[spelling] : undefined
}

function plain(header: string): string {
  return header.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Finds the columns of a header. Undefined: an ignored column. Throws UnreadableEntries. */
export function readHeader(line: number, cells: string[], columns: Columns): (Column | undefined)[] {
  const { known, oneOf, together, ignoreUnknown, onIgnored } = columns
  // Spreadsheets write empty columns at the end.
  const headers = cells.slice(0, cells.findLastIndex(Boolean) + 1)
  const found = headers.map((header) => columnOf(header, columns))
  const unknown = headers.filter((_, index) => !found[index])
  const fields = found.flatMap((column) => column?.field ?? [])
  const repeated = fields.filter((field, index) => fields.indexOf(field) < index)
  const missing = together.filter((field) => !fields.includes(field))

  function refusal(message: string): UnreadableEntries {
    return new UnreadableEntries(line, `${message} Allowed columns: ${known.join(', ')}.`)
  }

  if (fields.length === 0) throw refusal('the header is missing. The first row must name the columns.')
  if (unknown.length > 0 && !ignoreUnknown) {
    throw refusal(
      `unknown column: ${quoted(unknown)}. Rename it, delete it, or send ignoreUnknownColumns=true (command: ` +
        '--ignore-unknown-columns).',
    )
  }
  if (repeated.length > 0) {
    const same = headers.filter((_, index) => found[index]?.field === repeated[0])
    throw refusal(`duplicate column: ${quoted(repeated)}. Keep one of ${quoted(same)}.`)
  }
  if (!oneOf.some((field) => fields.includes(field))) throw refusal(`column ${oneOf.join(' or ')} is missing.`)
  if (missing.length > 0 && missing.length < together.length) throw refusal(`column ${missing.join()} is missing.`)
  if (unknown.length > 0) onIgnored?.(unknown)
  return found
}

const delimiters = /[,;\t]/g

/** Returns the delimiter that makes most cells of the header known columns. */
export function delimiterOf(header: string, columns: Columns): string {
  const candidates = [...new Set(header.replace(/"[^"]*("|$)/g, '').match(delimiters) ?? [','])]
  const counts = candidates.map((one) => header.split(one).filter((cell) => columnOf(cell, columns)).length)
  return candidates[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Returns the delimiter that a first line such as `sep=;` names to Excel. */
export function declaredDelimiter(line: string): string | undefined {
  return /^"?sep=([^\w\s"]|\t)"?[,;\t ]*$/i.exec(line)?.[1]
}
