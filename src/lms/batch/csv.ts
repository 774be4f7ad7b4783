import { finished } from 'node:stream/promises'
import { CsvError, type Info, type Parser, parse } from 'csv-parse'
import type { Line, Value } from './lines.ts'
import { quoted, UnreadableEntries } from './unreadable.ts'

export type Columns = {
  known: string[]
  /** Requires at least one of these columns. */
  oneOf: string[]
  /** Parses a cell that is not empty. */
  read: (name: string, cell: string) => unknown
}

const MAX_ROW_BYTES = 1_000_000
/** Characters per write to the parser. Writing line by line takes twice as long. */
const WRITE_LENGTH = 16_384

/** Messages by csv-parse error code. */
const messages: Record<string, string> = {
  CSV_MAX_RECORD_SIZE: 'the row is too long. It may contain an unclosed quote.',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed.',
}
const STRAY_QUOTE = 'unexpected quote. Quotes must enclose the whole cell. Double a quote inside a cell.'

/** Reads CSV (RFC 4180) with a header; also with ; or tabs. Skips blank cells and rows. Throws UnreadableEntries. */
export async function* readCsv(lines: AsyncIterable<Line>, columns: Columns): AsyncGenerator<Value> {
  let names: string[] | undefined
  for await (const { line, cells } of rowsOf(lines)) {
    if (!names) {
      names = readHeader(line, cells, columns)
      continue
    }
    if (cells.length !== names.length) {
      throw new UnreadableEntries(line, `this row has ${cells.length} cells, the header has ${names.length}.`)
    }
    const value: Record<string, unknown> = {}
    for (const [index, name] of names.entries()) {
      const cell = cells[index]
      if (cell) value[name] = columns.read(name, cell)
    }
    if (Object.keys(value).length > 0) yield { line, value }
  }
}

function readHeader(line: number, cells: string[], { known, oneOf }: Columns): string[] {
  const find = (cell: string) => known.find((name) => name.toLowerCase() === cell.toLowerCase())
  const unknown = cells.filter((cell) => !find(cell))
  const names = cells.map(find).filter((name) => name !== undefined)
  const repeated = names.filter((name, index) => names.indexOf(name) < index)

  function refusal(message: string): UnreadableEntries {
    return new UnreadableEntries(line, `${message} Allowed columns: ${known.join(', ')}.`)
  }

  if (names.length === 0) throw refusal('the header is missing. The first row must name the columns.')
  if (unknown.length > 0) throw refusal(`unknown column: ${quoted(unknown)}.`)
  if (repeated.length > 0) throw refusal(`duplicate column: ${quoted(repeated)}.`)
  if (!oneOf.some((name) => names.includes(name))) throw refusal(`column ${oneOf.join(' or ')} is missing.`)
  return names
}

/** A row's trimmed cells and its first line. */
type Row = { line: number; cells: string[] }

async function* rowsOf(lines: AsyncIterable<Line>): AsyncGenerator<Row> {
  const rows: Row[] = []
  let parser: Parser | undefined
  // The line after the last row, and the parser's count of empty lines at that row.
  let [next, skipped] = [1, 0]

  function begin(header: Line): Parser {
    const delimiter = header.text.replace(/"[^"]*"/g, '').match(/[,;\t]/)?.[0] ?? ','
    next = header.line
    const onRecord = (cells: string[], { empty_lines }: Info) => {
      const line = next + empty_lines - skipped
      const text = cells.join(delimiter)
      const breaks = text.match(/\r\n|[\r\n]/g)?.length ?? 0
      next = line + breaks + 1
      skipped = empty_lines
      const isBlank = breaks === 0 && text !== '' && text.trim() === ''
      if (!isBlank) rows.push({ line, cells: cells.map((cell) => cell.trim()) })
      return null
    }
    const format = { delimiter, recordDelimiter: ['\r\n', '\n', '\r'], skipEmptyLines: true, relaxColumnCount: true }
    // `write` reports the same errors.
    return parse({ ...format, maxRecordSize: MAX_ROW_BYTES, onRecord }).on('error', () => {})
  }

  try {
    let piece = ''
    for await (const line of lines) {
      if (!parser && line.text.trim() === '') continue
      parser ??= begin(line)
      piece += line.text + line.end
      if (piece.length < WRITE_LENGTH) continue
      await write(parser, piece)
      piece = ''
      yield* rows.splice(0)
    }
    if (parser) await finished(parser.end(piece), { readable: false })
  } catch (error) {
    yield* rows.splice(0)
    if (!parser || !(error instanceof CsvError)) throw error
    const line = next + parser.info.empty_lines - skipped
    throw new UnreadableEntries(line, messages[error.code] ?? STRAY_QUOTE)
  }
  yield* rows.splice(0)
}

function write(parser: Parser, text: string): Promise<void> {
  return new Promise((resolve, reject) => parser.write(text, (error) => (error ? reject(error) : resolve())))
}
