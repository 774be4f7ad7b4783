import { encodingOf, HEAD_BYTES } from './charset.ts'

/** A byte that UTF-8 never has. */
const INVALID = Buffer.from([0xff])

export type Utf8 = { bytes: AsyncIterable<Uint8Array>; encoding(): string }

/**
 * Converts a text of any size to UTF-8, without its byte order mark. Passes UTF-8 on unchecked. Writes a byte that UTF-8
 * never has for what cannot be decoded, so that the reader of lines finds the line. Throws Undecodable.
 */
export function toUtf8(source: AsyncIterable<Uint8Array>, charsets: string[]): Utf8 {
  let encoding = 'utf-8'
  async function* convert(): AsyncGenerator<Uint8Array> {
    let head: Uint8Array = new Uint8Array()
    let decode: ((chunk?: Uint8Array) => Uint8Array) | undefined
    const begin = () => {
      const found = encodingOf(head, charsets)
      encoding = found.encoding
      decode = decoderOf(encoding)
      return decode(head.subarray(found.markLength))
    }
    for await (const chunk of source) {
      if (decode) {
        yield decode(chunk)
        continue
      }
      head = Buffer.concat([head, chunk])
      if (head.length >= HEAD_BYTES) yield begin()
    }
    if (!decode) yield begin()
    if (decode) yield decode()
  }
  return { bytes: convert(), encoding: () => encoding }
}

/** Returns a function that decodes chunk by chunk; without a chunk, the end. */
function decoderOf(encoding: string): (chunk?: Uint8Array) => Uint8Array {
  if (encoding === 'utf-8') return (chunk = new Uint8Array()) => chunk
  if (encoding === 'us-ascii') return (chunk = new Uint8Array()) => chunk.map((byte) => (byte < 0x80 ? byte : 0xff))
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (chunk) => {
    const text = chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    const [first = '', ...rest] = text.split('\ufffd')
    return Buffer.concat([Buffer.from(first), ...rest.flatMap((piece) => [INVALID, Buffer.from(piece)])])
  }
}
