import type { Line, Value } from './lines.ts'
import { quoted, UnreadableEntries } from './unreadable.ts'

export type Columns = {
  known: string[]
  /** Of these, one at least must be there. */
  oneOf: string[]
  /** What a cell with something in it stands for. */
  read: (name: string, cell: string) => unknown
}

const LONGEST_ROW = 1_000_000 // characters

/**
 * Reads CSV (RFC 4180) with a header, row by row; semicolons or tabs may stand for the commas, as spreadsheets have it.
 * Spaces around a cell do not count, nor do empty cells and rows of nothing else. Throws UnreadableEntries.
 * (csv-parse does not tell where a row begins that has no end; what it makes of a text, the tests compare with this.)
 */
export async function* readCsv(lines: AsyncIterable<Line>, columns: Columns): AsyncGenerator<Value> {
  let header: Header | undefined
  for await (const row of rowsOf(lines)) {
    if (!header) {
      header = readHeader(row, columns)
      continue
    }
    const cells = cellsOf(row, header.delimiter)
    if (cells.length !== header.names.length) {
      throw new UnreadableEntries(row.line, `the header has ${header.names.length} cells, this row ${cells.length}.`)
    }
    const value: Record<string, unknown> = {}
    for (const [index, name] of header.names.entries()) {
      const cell = cells[index]
      if (cell) value[name] = columns.read(name, cell)
    }
    if (Object.keys(value).length > 0) yield { line: row.line, value }
  }
}

type Header = { names: string[]; delimiter: string }

function readHeader(row: Row, { known, oneOf }: Columns): Header {
  const delimiter = row.text.replace(/"[^"]*"/g, '').match(/[,;\t]/)?.[0] ?? ','
  const cells = cellsOf(row, delimiter)
  const find = (cell: string) => known.find((name) => name.toLowerCase() === cell.toLowerCase())
  const unknown = cells.filter((cell) => !find(cell))
  const names = cells.map(find).filter((name) => name !== undefined)
  const repeated = names.filter((name, index) => names.indexOf(name) < index)

  function refusal(message: string): UnreadableEntries {
    return new UnreadableEntries(row.line, `${message} The columns may be ${known.join(', ')}.`)
  }

  if (names.length === 0) throw refusal('this is no header, which must name the columns.')
  if (unknown.length > 0) throw refusal(`there is no column ${quoted(unknown)}.`)
  if (repeated.length > 0) throw refusal(`columns may not be repeated: ${quoted(repeated)}.`)
  if (!oneOf.some((name) => names.includes(name))) throw refusal(`a column ${oneOf.join(' or ')} is missing.`)
  return { names, delimiter }
}

/** A row as it is written, on one line or several, and the line that it begins on. */
type Row = { line: number; text: string }

/** Puts the lines of each row together: it ends with a line behind which no quote is open. */
async function* rowsOf(lines: AsyncIterable<Line>): AsyncGenerator<Row> {
  let row: Row | undefined
  let open = false
  let lastEnd = ''
  for await (const { line, text, end } of lines) {
    if (!row && text.trim() === '') continue
    row = row ? { line: row.line, text: row.text + lastEnd + text } : { line, text }
    if (row.text.length > LONGEST_ROW) {
      throw new UnreadableEntries(row.line, 'the row is too long; perhaps a quote in it is never closed.')
    }
    lastEnd = end
    open = open !== togglesQuote(text)
    if (open) continue
    yield row
    row = undefined
  }
  if (row) throw new UnreadableEntries(row.line, 'a quote is opened and never closed.')
}

function cellsOf({ line, text }: Row, delimiter: string): string[] {
  const cells: string[] = []
  let parts: string[] = []
  let open = false
  for (const part of text.split(delimiter)) {
    parts.push(part)
    open = open !== togglesQuote(part)
    if (open) continue
    cells.push(unquote(line, parts.join(delimiter)).trim())
    parts = []
  }
  return cells
}

/** Whether a quote that is open before a text is closed behind it, or the reverse. A doubled one toggles twice. */
function togglesQuote(text: string): boolean {
  return text.includes('"') && text.split('"').length % 2 === 0
}

function unquote(line: number, cell: string): string {
  if (!cell.includes('"')) return cell
  const inside = cell.slice(1, -1)
  if (!cell.startsWith('"') || !cell.endsWith('"') || inside.replaceAll('""', '').includes('"')) {
    throw new UnreadableEntries(line, 'there is a stray quote. Quotes enclose a whole cell; one inside is doubled.')
  }
  return inside.replaceAll('""', '"')
}
