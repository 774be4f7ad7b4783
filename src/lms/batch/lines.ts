import { isUtf8 } from 'node:buffer'
import { UnreadableEntries } from './unreadable.ts'

/** A line (from 1) and its ending: LF, CR LF, CR, or nothing at the end of the text. */
export type Line = { line: number; text: string; end: string }

export type Value = { line: number; value: unknown }

const LF = 0x0a
const CR = 0x0d

/**
 * Reads UTF-8 text with or without a byte order mark, keeping one line in memory. Throws UnreadableEntries for a line
 * longer than `maxBytes`, invalid UTF-8, a NUL, or an empty text.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let line = 1
  let isBlank = true
  for await (const whole of splitLines(bytes, maxBytes)) {
    const read = decode(line, whole)
    if (isBlank) isBlank = read.text.trim() === ''
    yield read
    line += 1
  }
  if (isBlank) throw new UnreadableEntries(null, 'The input is empty.')
}

function decode(line: number, bytes: Buffer): Line {
  if (!isUtf8(bytes)) throw new UnreadableEntries(line, 'the text is not UTF-8.')
  if (bytes.includes(0)) throw new UnreadableEntries(line, 'the text contains a NUL character.')
  const decoded = bytes.toString()
  const whole = line === 1 && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded
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
