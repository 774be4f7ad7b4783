import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Explained } from '../explained.ts'
import { type Line, readText } from '../lms/batch/lines.ts'

export type Row = {
  /** The last line of the row in the file, from 1. */
  line: number
  /** Bytes of the file up to this row. */
  bytes: number
  cells: string[]
}

export type Table = { size: number; rows: AsyncIterable<Row> }

/** CSV (RFC 4180), or plain text with a row of one cell per line (several cells if it contains NUL). */
export type Format = 'csv' | 'lines'

export class UnreadableTable extends Explained {}

/** Opens a table in the given charset. Default: UTF-8, or as a byte order mark says. */
export async function readTable(path: string, format: Format, charset?: string): Promise<Table> {
  const file = await open(path)
  const { size } = await file.stat()
  const plain = format === 'lines' ? { delimiter: '\0', quote: null } : {}
  const parser = parse({
    info: true,
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    skipEmptyLines: true,
    ...plain,
  })
  const source = { bytes: file.createReadStream(), charsets: charset === undefined ? [] : [charset] }
  // The parser reports errors of the source.
  pipeline(piecesOf(readText(source, Number.POSITIVE_INFINITY)), parser, () => {})
  return { size, rows: rowsOf(path, parser) }
}

/** Characters per write to the parser. Writing line by line takes twice as long. */
const PIECE_LENGTH = 16_384

async function* piecesOf(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  let piece = ''
  for await (const { text, end } of lines) {
    piece += text + end
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  yield piece
}

type Parsed = { info: { lines: number; bytes: number }; record: string[] }

async function* rowsOf(path: string, parser: AsyncIterable<Parsed>): AsyncGenerator<Row> {
  let surplus = 0
  try {
    for await (const { info, record } of parser) {
      // The parser counts CR LF inside a cell as two lines.
      for (const cell of record) surplus += cell.split('\r\n').length - 1
      yield { line: info.lines - surplus, bytes: info.bytes, cells: record }
    }
  } catch (error) {
    throw new UnreadableTable(`${path}: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.replace(/\s+/g, ' ')
  // The parser's message names the last line of the file.
  const unclosed = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED'
  return unclosed ? `${message}; the quote opens in row ${Number(error.records) + 1}` : message
}
