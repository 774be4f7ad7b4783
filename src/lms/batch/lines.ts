import { isUtf8 } from 'node:buffer'
import { UnreadableEntries } from './unreadable.ts'

/** A line, counted from 1, and what ends it: LF, CR LF, CR or, at the end of the text, nothing. */
export type Line = { line: number; text: string; end: string }

/** What is made of one line or several, and the first of them. */
export type Value = { line: number; value: unknown }

const LF = 0x0a
const CR = 0x0d

/**
 * Reads UTF-8 text, with or without a byte order mark, keeping one line in memory. Throws UnreadableEntries where a
 * line is longer than so many bytes, is not UTF-8 or has a NUL, and at the end of a text without anything in it.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line> {
  let line = 1
  let blank = true
  for await (const whole of cutLines(bytes, longest)) {
    const read = decode(line, whole)
    if (blank) blank = read.text.trim() === ''
    yield read
    line += 1
  }
  if (blank) throw new UnreadableEntries(null, 'There is nothing to read: it is empty.')
}

function decode(line: number, bytes: Buffer): Line {
  if (!isUtf8(bytes)) throw new UnreadableEntries(line, 'this is not UTF-8 text.')
  if (bytes.includes(0)) throw new UnreadableEntries(line, 'there is a NUL, which no text has.')
  const decoded = bytes.toString()
  const whole = line === 1 && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded
  const text = whole.replace(/[\r\n]+$/, '')
  return { line, text, end: whole.slice(text.length) }
}

/** Cuts bytes behind each end of a line. No byte of LF or CR is part of another character, in UTF-8. */
async function* cutLines(bytes: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Buffer> {
  let cut = 0
  let pieces: Uint8Array[] = []
  let length = 0
  let afterCr = false

  function keep(piece: Uint8Array): void {
    pieces.push(piece)
    length += piece.length
    if (length > longest) throw new UnreadableEntries(cut + 1, 'the line is too long.')
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
      // Whether CR alone ends a line shows at the byte behind it, which may be in the next chunk.
      const end = byte === LF ? at + 1 : afterCr ? at : null
      afterCr = byte === CR
      if (end === null) continue
      keep(chunk.subarray(begin, end))
      yield take()
      begin = end
    }
    if (begin < chunk.length) keep(chunk.subarray(begin))
  }
  if (length > 0) yield take()
}
