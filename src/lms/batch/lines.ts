import { isUtf8 } from 'node:buffer'
import { binaryFormat, Undecodable } from '../../core/charset.ts'
import { toUtf8 } from '../../core/charsetStream.ts'
import type { FieldErrors } from '../../core/problem.ts'
import { UnreadableEntries } from './unreadable.ts'

/** A line (from 1) and its ending: LF, CR LF, CR, or nothing at the end of the text. */
export type Line = { line: number; text: string; end: string }

/** `errors`: the value cannot be read, apart from its line. `excelDays`: dates by column that were numbers of Excel. */
export type Value = { line: number; value: unknown; errors?: FieldErrors; excelDays?: ExcelDays }

export type ExcelDays = Record<string, string>

const LF = 0x0a
const CR = 0x0d

export type Source = {
  bytes: AsyncIterable<Uint8Array>
  /** Charsets that are declared for the bytes. Default: UTF-8, or as a byte order mark says. */
  charsets?: string[]
}

/**
 * Reads the lines of a text, keeping one line in memory. Throws UnreadableEntries for a line longer than `maxBytes`, a
 * text in another encoding, a NUL, or an empty text.
 */
export function readLines(source: Source, maxBytes: number): AsyncGenerator<Line> {
  return linesOf(source, maxBytes, { isAnyText: false })
}

/** Reads the lines of a text, which may be empty or contain NUL. */
export function readText(source: Source, maxBytes: number): AsyncGenerator<Line> {
  return linesOf(source, maxBytes, { isAnyText: true })
}

async function* linesOf(
  { bytes, charsets = [] }: Source,
  maxBytes: number,
  { isAnyText }: { isAnyText: boolean },
): AsyncGenerator<Line> {
  const text = toUtf8(bytes, charsets)
  let line = 1
  let isBlank = true
  try {
    for await (const whole of splitLines(text.bytes, maxBytes)) {
      if (!isUtf8(whole)) throw notDecoded(line, whole, text.encoding())
      if (!isAnyText && whole.includes(0)) throw new UnreadableEntries(line, 'the text contains a NUL character.')
      const read = toLine(line, whole.toString())
      if (isBlank) isBlank = read.text.trim() === ''
      yield read
      line += 1
    }
  } catch (error) {
    throw error instanceof Undecodable ? new UnreadableEntries(null, error.message) : error
  }
  if (isBlank && !isAnyText) throw new UnreadableEntries(null, 'The input is empty.')
}

const ADVICE = 'Save it as UTF-8, or name its encoding, for example charset=windows-1252 (command: --charset).'

function notDecoded(line: number, whole: Buffer, encoding: string): UnreadableEntries {
  const format = line === 1 ? binaryFormat(whole) : undefined
  if (format) return new UnreadableEntries(null, `The input is not text, but ${format}`)
  return new UnreadableEntries(line, `the text is not ${encoding === 'utf-8' ? 'UTF-8' : encoding}. ${ADVICE}`)
}

function toLine(line: number, whole: string): Line {
  const text = whole.replace(/[\r\n]+$/, '')
  return { line, text, end: whole.slice(text.length) }
}

/** Splits bytes after each line ending. In UTF-8, no other character contains the bytes of LF or CR. */
async function* splitLines(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer> {
  let cut = 0
  let pieces: Uint8Array[] = []
  let length = 0
  let afterCr = false

  function append(piece: Uint8Array): void {
    pieces.push(piece)
    length += piece.length
    if (length > maxBytes) throw new UnreadableEntries(cut + 1, 'the line is too long.')
  }

  function take(): Buffer {
    const line = Buffer.concat(pieces)
    cut += 1
    pieces = []
    length = 0
    return line
  }

  for await (const chunk of bytes) {
    let begin = 0
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      // Only the next byte, possibly in the next chunk, shows whether CR alone ends the line.
      const end = byte === LF ? at + 1 : afterCr ? at : null
      afterCr = byte === CR
      if (end === null) continue
      append(chunk.subarray(begin, end))
      yield take()
      begin = end
    }
    if (begin < chunk.length) append(chunk.subarray(begin))
  }
  if (length > 0) yield take()
}
