import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Explained } from '../explained.ts'

export type Row = {
  /** The line of the file that the row ends on, from 1. */
  line: number
  /** Bytes of the file up to here. */
  bytes: number
  cells: string[]
}

/** A CSV file, read row by row. */
export type Table = { size: number; rows: AsyncIterable<Row> }

/** CSV as in RFC 4180, or lines of plain text, each a row of one cell (of several, should it contain NUL). */
export type Format = 'csv' | 'lines'

/** A table that is no table; the message has the file's name. */
export class UnreadableTable extends Explained {}

/** Opens a table: UTF-8, with or without a byte order mark. */
export async function readTable(path: string, format: Format): Promise<Table> {
  const file = await open(path)
  const { size } = await file.stat()
  const plain = format === 'lines' ? { delimiter: '\0', quote: null } : {}
  const parser = parse({
    bom: true,
    info: true,
    recordDelimiter: ['\r\n', '\n', '\r'],
    relaxColumnCount: true,
    skipEmptyLines: true,
    ...plain,
  })
  // What goes wrong with the file comes out of the parser.
  pipeline(file.createReadStream(), parser, () => {})
  return { size, rows: rowsOf(path, parser) }
}

type Parsed = { info: { lines: number; bytes: number }; record: string[] }

async function* rowsOf(path: string, parser: AsyncIterable<Parsed>): AsyncGenerator<Row> {
  let twice = 0
  try {
    for await (const { info, record } of parser) {
      // Inside a cell, the parser counts a line that ends in CR LF as two.
      for (const cell of record) twice += cell.split('\r\n').length - 1
      yield { line: info.lines - twice, bytes: info.bytes, cells: record }
    }
  } catch (error) {
    throw new UnreadableTable(`${path}: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.replace(/\s+/g, ' ')
  // The line in its message is the last one of the file.
  const unclosed = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED'
  return unclosed ? `${message}; it opens in row ${Number(error.records) + 1}` : message
}
