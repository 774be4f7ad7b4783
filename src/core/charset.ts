import { isAscii, isUtf8 } from 'node:buffer'
import { Explained } from '../explained.ts'

// Decodes text from outside. Bytes that do not fit the encoding are an error: a replaced character would be permanent.

/** The bytes are not text in the declared encoding, or their encoding is ambiguous. */
export class Undecodable extends Explained {
  override readonly name = 'Undecodable'
}

/** A byte order mark: it names the encoding of the text after it. */
type Mark = { encoding: string; bytes: number[] }

const marks: Mark[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]

/** Number of bytes that `encodingOf` and `binaryFormat` look at. */
export const HEAD_BYTES = 4

/**
 * Returns the name of an encoding by one of its labels: `windows-1252` for `latin1`, as browsers do. Undefined if the
 * platform has no decoder. `us-ascii` keeps its name, because the platform would decode it as windows-1252.
 */
export function encodingNamed(label: string): string | undefined {
  const name = label.trim().toLowerCase()
  if (name === 'utf-16') return name
  // Newer versions of Node decode it to characters for private use, which are not text.
  if (name === 'x-user-defined') return undefined
  if (/^((us-)?ascii|ansi_x3\.4-1968)$/.test(name)) return 'us-ascii'
  try {
    return new TextDecoder(name).encoding
  } catch {
    return undefined
  }
}

/** Returns the encoding of a text by its byte order mark and its declared charsets, and the length of the mark. */
export function encodingOf(head: Uint8Array, charsets: string[]): { encoding: string; markLength: number } {
  const { encodings, markLength } = encodingsOf(head, charsets)
  const [encoding = 'utf-8', another] = encodings
  if (another !== undefined) throw contradiction(encoding, another, markLength > 0)
  return { encoding, markLength }
}

/** Decodes a text strictly. `charsets` are declared for it; without any it must be UTF-8. Throws Undecodable. */
export function decodeText(bytes: Uint8Array, charsets: string[] = []): string {
  const { encodings, markLength } = encodingsOf(bytes, charsets)
  const [encoding = 'utf-8', ...others] = encodings
  const text = decodeAs(encoding, bytes.subarray(markLength))
  for (const other of others) {
    // Several encodings are harmless if the text is the same in each.
    if (decodeAs(other, bytes.subarray(markLength)) !== text) throw contradiction(encoding, other, markLength > 0)
  }
  if (text === null) throw new Undecodable(notEncoded(bytes, encoding))
  return text
}

/** Returns the sentence for a text that is not in its encoding. */
export function notEncoded(head: Uint8Array, encoding: string): string {
  const format = binaryFormat(head)
  if (format) return `It is not text, but ${format}`
  return encoding === 'utf-8' ? 'The text is not UTF-8.' : `The text is not ${encoding}, as it declares.`
}

/** Names the format of a file that was sent instead of text, with advice. */
export function binaryFormat(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('hex')
  if (start.startsWith('1f8b')) return 'compressed with gzip. Send it uncompressed.'
  if (start === '504b0304') return 'a ZIP file or an Excel workbook (.xlsx). Save it as “CSV UTF-8” in Excel.'
  if (start === 'd0cf11e0') return 'an Excel workbook (.xls). Save it as “CSV UTF-8” in Excel.'
  return undefined
}

function encodingsOf(head: Uint8Array, charsets: string[]): { encodings: string[]; markLength: number } {
  const mark = marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))
  const named = charsets.map((charset) => declared(charset, mark))
  return { encodings: [...new Set([...(mark ? [mark.encoding] : []), ...named])], markLength: mark?.bytes.length ?? 0 }
}

function declared(charset: string, mark: Mark | undefined): string {
  const encoding = encodingNamed(charset)
  if (encoding === undefined) throw new Undecodable(unknownCharset(charset))
  if (encoding !== 'utf-16') return encoding
  if (mark) return mark.encoding.startsWith(encoding) ? mark.encoding : 'utf-16le'
  throw new Undecodable('UTF-16 without a byte order mark has two byte orders. Declare utf-16le or utf-16be.')
}

export function unknownCharset(charset: string): string {
  return `The charset ${JSON.stringify(charset.slice(0, 50))} is not supported. Use UTF-8, or one that browsers know, such as windows-1252.`
}

function contradiction(encoding: string, other: string, isMarked: boolean): Undecodable {
  const first = isMarked ? `begins with the byte order mark of ${encoding}` : `is declared as ${encoding}`
  return new Undecodable(`The text ${first}, and declared as ${other}. Declare only the encoding that it has.`)
}

/** Returns null if the bytes are not in the encoding. */
function decodeAs(encoding: string, bytes: Uint8Array): string | null {
  if (encoding === 'utf-8' || encoding === 'us-ascii') {
    const isValid = encoding === 'utf-8' ? isUtf8(bytes) : isAscii(bytes)
    return isValid ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : null
  }
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  try {
    // `stream`: Node would otherwise decode windows-1252 as ISO-8859-1, without € and quotation marks.
    return decoder.decode(bytes, { stream: true }) + decoder.decode()
  } catch {
    return null
  }
}
