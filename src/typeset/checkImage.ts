import { inflateSync } from 'node:zlib'
import { TemplateFault } from './templateFault.ts'

// Own parser, because image-size 2.1 misses a second PNG header. It also does not return bit depth, interlacing and
// IDAT chunks, which are needed to limit the decompressed size.

/** Maximum total of pixels in drawn images. Each takes four bytes of memory. */
export const MAX_PIXELS = 16_000_000

/** Accepts only a small embedded PNG or JPEG. Returns its number of pixels according to its header. */
export function checkImage(href: string): number {
  const { size } = readImage(href)
  const pixels = size.width * size.height
  if (pixels > MAX_PIXELS || pixels === 0) {
    throw new TemplateFault(
      `An <image> has ${size.width} × ${size.height} pixels. The maximum is ${MAX_PIXELS / 1e6} million.`,
    )
  }
  return pixels
}

/** Rejects a PNG that decompresses to more than its header states. Slow: check the total of pixels first. */
export function checkPacked(href: string): void {
  const { type, png } = readImage(href)
  if (!png) return
  const { width, height } = png
  const most = decompressedBytes(png) + SLACK
  try {
    // Small chunks, the default, take five times as long.
    inflateSync(Buffer.concat(png.packed), { maxOutputLength: most, chunkSize: Math.min(most, 1024 * 1024) })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new TemplateFault(`An <image> of ${width} × ${height} pixels decompresses to more data. Export it again.`)
    }
    throw invalidImage(type)
  }
}

/** Bytes that some programs write after the last pixel. */
const SLACK = 1024

type Size = { width: number; height: number }
type Png = Size & { bitsOfPixel: number; interlaced: boolean; packed: Buffer[] }
type Type = 'PNG' | 'JPEG'

function readImage(href: string): { type: Type; size: Size; png: Png | null } {
  const data = href.match(/^data:image\/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)$/)
  if (!data) throw new TemplateFault('An <image> must contain a PNG or JPEG (data:image/png;base64,…). Embed it.')
  const type = data[1] === 'png' ? 'PNG' : 'JPEG'
  const bytes = Buffer.from(data[2] ?? '', 'base64')
  const png = type === 'PNG' ? readPng(bytes) : null
  const size = png ?? (type === 'JPEG' ? sizeOfJpeg(bytes) : null)
  if (!size) throw invalidImage(type)
  return { type, size, png }
}

function invalidImage(type: Type): TemplateFault {
  return new TemplateFault(`An <image> is not a valid ${type}.`)
}

/** Parses a PNG: chunks with one header first, any number of data chunks, and an end. */
function readPng(bytes: Buffer): Png | null {
  if (bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null
  let header: Omit<Png, 'packed'> | null = null
  const packed: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    // Readers disagree about which of two headers counts.
    if (body.length < length || (type === 'IHDR') !== (at === 8)) return null
    if (type === 'IHDR') header = readHeader(body)
    if (type === 'IDAT') packed.push(body)
    if (type === 'IEND') return header && { ...header, packed }
    at += 12 + length
  }
  return null
}

/** Numbers per pixel and allowed bit depths, by colour type. */
const colourTypes: Record<number, { samples: number; depths: number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

function readHeader(body: Buffer): Omit<Png, 'packed'> | null {
  if (body.length !== 13) return null
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = body.subarray(8)
  const colour = colourTypes[colourType]
  if (!colour?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) return null
  return {
    width: body.readUInt32BE(0),
    height: body.readUInt32BE(4),
    bitsOfPixel: depth * colour.samples,
    interlaced: interlace === 1,
  }
}

/** The seven passes of an interlaced PNG: start and step of each, in pixels. */
const interlacing = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]

/** Returns the decompressed size in bytes. Each row has one byte for its filter. */
function decompressedBytes({ width, height, bitsOfPixel, interlaced }: Png): number {
  const pictures = interlaced ? interlacing : [[0, 0, 1, 1]]
  return pictures.reduce((sum, [left = 0, top = 0, right = 1, down = 1]) => {
    const [across, rows] = [Math.ceil((width - left) / right), Math.ceil((height - top) / down)]
    return across > 0 && rows > 0 ? sum + rows * (1 + Math.ceil((across * bitsOfPixel) / 8)) : sum
  }, 0)
}

function sizeOfJpeg(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}
