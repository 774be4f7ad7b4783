import { isUtf8 } from 'node:buffer'
import { UnreadableEntries } from './unreadable.ts'

/** A line (from 1) and its ending: LF, CR LF, CR, or nothing at the end of the text. */
export type Line = { line: number; text: string; end: string }

export type Value = { line: number; value: unknown }

const LF = 0x0a
const CR = 0x0d

/**
 * Reads UTF-8 text with or without a byte order mark, keeping one line in memory. Throws UnreadableEntries for a line
 * longer than `longest` bytes, invalid UTF-8, a NUL, or an empty text.
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

/** Splits bytes after each line ending. In UTF-8, no other character contains the bytes of LF or CR. */
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
      // Only the next byte, possibly in the next chunk, shows whether CR alone ends the line.
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
