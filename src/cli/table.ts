import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'

export type Row = {
  /** The line of the file that the row ends on, from 1. */
  line: number
  /** Bytes of the file up to here. */
  bytes: number
  cells: string[]
}

/** A CSV file, read row by row. */
export type Table = { size: number; rows: AsyncIterable<Row> }

/** CSV as in RFC 4180, or lines of plain text, each a row of one cell. */
export type Format = 'csv' | 'lines'

/** Opens a table: UTF-8, with or without a byte order mark. */
export async function readTable(path: string, format: Format): Promise<Table> {
  const file = await open(path)
  const { size } = await file.stat()
  const plain = format === 'lines' ? { delimiter: '\0', quote: null } : {}
  const parser = parse({ bom: true, info: true, relaxColumnCount: true, skipEmptyLines: true, ...plain })
  // What goes wrong with the file comes out of the parser.
  pipeline(file.createReadStream(), parser, () => {})
  return { size, rows: rowsOf(parser) }
}

type Parsed = { info: { lines: number; bytes: number }; record: string[] }

async function* rowsOf(parser: AsyncIterable<Parsed>): AsyncGenerator<Row> {
  for await (const { info, record } of parser) yield { line: info.lines, bytes: info.bytes, cells: record }
}
