import { finished } from 'node:stream/promises'
import { CsvError, type Info, type Parser, parse } from 'csv-parse'
import type { FieldErrors } from '../../core/problem.ts'
import { type Column, type Columns, declaredDelimiter, delimiterOf, readHeader } from './columns.ts'
import type { Line, Value } from './lines.ts'
import { UnreadableEntries } from './unreadable.ts'

const MAX_ROW_BYTES = 1_000_000
/** Characters per write to the parser. Writing line by line takes twice as long. */
const WRITE_LENGTH = 16_384

/** Messages by csv-parse error code. */
const messages: Record<string, string> = {
  CSV_MAX_RECORD_SIZE: 'the row is too long. It may contain an unclosed quote.',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed.',
}
const STRAY_QUOTE = 'unexpected quote. Quotes must enclose the whole cell. Double a quote inside a cell.'

/**
 * Reads CSV (RFC 4180) with a header; also with ; or tabs, or as a first line such as `sep=;` says. Skips blank cells and
 * rows. Throws UnreadableEntries.
 */
export async function* readCsv(lines: AsyncIterable<Line>, columns: Columns): AsyncGenerator<Value> {
  let header: (Column | undefined)[] | undefined
  for await (const { line, cells } of rowsOf(lines, columns)) {
    if (!header) {
      header = readHeader(line, cells, columns)
      continue
    }
    const value = readRow(line, cells, header)
    if (value) yield value
  }
  if (!header) throw new UnreadableEntries(null, 'The header is missing. The first row must name the columns.')
}

/** Returns undefined for a row without values. */
function readRow(line: number, cells: string[], header: (Column | undefined)[]): Value | undefined {
  if (cells.length !== header.length && (cells.length < header.length || cells.slice(header.length).some(Boolean))) {
    throw new UnreadableEntries(line, `this row has ${cells.length} cells, the header has ${header.length}.`)
  }
  const value: Record<string, unknown> = {}
  let errors: FieldErrors | undefined
  for (const [index, column] of header.entries()) {
    const cell = cells[index]
    if (!cell || !column) continue
    const read = column.read(cell)
    if ('error' in read) errors = { ...errors, [column.field]: [read.error] }
    else if (read.value !== undefined) value[column.field] = read.value
  }
  if (errors) return { line, value, errors }
  return Object.keys(value).length > 0 ? { line, value } : undefined
}

/** A row's trimmed cells and its first line. */
type Row = { line: number; cells: string[] }

async function* rowsOf(lines: AsyncIterable<Line>, columns: Columns): AsyncGenerator<Row> {
  const rows: Row[] = []
  let parser: Parser | undefined
  let declared: string | undefined
  // The line after the last row, and the parser's count of empty lines at that row.
  let [next, skipped] = [1, 0]

  function begin(header: Line): Parser {
    const delimiter = declared ?? delimiterOf(header.text, columns)
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
      if (!parser && declared === undefined) {
        declared = declaredDelimiter(line.text)
        if (declared !== undefined) continue
      }
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
