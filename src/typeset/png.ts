import { crc32, deflateSync } from 'node:zlib'

/** RGBA, from left to right and top to bottom. */
export type Pixels = { width: number; height: number; pixels: Uint8Array }

/** For artwork of flat areas, more takes longer and saves little. */
const LEVEL = 1

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const BITS = 8
const TRUE_COLOUR = 2

/** Kept for the next picture: to allocate so many bytes takes longer than to fill them. */
let scanlines = new Uint8Array()

/**
 * Encodes opaque pixels as a PNG (RGB, without filters). Takes two thirds of the time of resvg's encoder, and the PNG is a
 * fifth smaller. Returns null if a pixel is translucent.
 */
export function encodeOpaque({ width, height, pixels }: Pixels): Uint8Array | null {
  const length = height * (1 + width * 3)
  if (scanlines.length !== length) scanlines = new Uint8Array(length)
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height)
  let all = 0xffffffff
  for (let at = 0, to = 0; at < words.length; ) {
    // The filter of the row: none. A picture before of the same length may have had other rows.
    scanlines[to] = 0
    to += 1
    for (const end = at + width; at < end; at += 1, to += 3) {
      const word = words[at] ?? 0
      all &= word
      scanlines[to] = word
      scanlines[to + 1] = word >>> 8
      scanlines[to + 2] = word >>> 16
    }
  }
  if (all >>> 24 !== 255) return null
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([BITS, TRUE_COLOUR], 8)
  return Buffer.concat([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', deflateSync(scanlines, { level: LEVEL })),
    ...chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const name = Buffer.from(type, 'latin1')
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(content, crc32(name)))
  return [length, name, content, check]
}
