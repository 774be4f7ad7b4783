import { crc32, deflateSync } from 'node:zlib'

export type Header = { width: number; height: number; depth?: number; colourType?: number; interlace?: number }

/** Returns a PNG with these bytes as pixels, whatever its header says. */
export function pngOf(header: Header, unpacked: Buffer): Buffer {
  const palette: [string, Buffer][] = header.colourType === 3 ? [['PLTE', Buffer.alloc(3)]] : []
  return chunksOf([['IHDR', headerOf(header)], ...palette, ['IDAT', deflateSync(unpacked)], ['IEND', Buffer.alloc(0)]])
}

export function headerOf({ width, height, depth = 8, colourType = 6, interlace = 0 }: Header): Buffer {
  const bytes = Buffer.from([...Array(8).fill(0), depth, colourType, 0, 0, interlace])
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  return bytes
}

export function chunksOf(chunks: [type: string, body: Buffer][]): Buffer {
  const written = chunks.map(([type, body]) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  })
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...written])
}

/** Returns the same PNG with its compressed pixels in two chunks. */
export function inParts(png: Buffer): Buffer {
  const at = png.indexOf('IDAT')
  const packed = png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4))
  const half = packed.length / 2
  return chunksOf([
    ['IHDR', png.subarray(16, 29)],
    ['IDAT', packed.subarray(0, half)],
    ['IDAT', packed.subarray(half)],
    ['IEND', Buffer.alloc(0)],
  ])
}

export function imageOf(png: Buffer): string {
  return `<image href="data:image/png;base64,${png.toString('base64')}"/>`
}
