import { TemplateFault } from './templateFault.ts'

/** Width times height of the images that are drawn, at most: each pixel takes four bytes of memory. */
export const MOST_PIXELS = 16_000_000

/** Refuses what is not a small PNG or JPEG inside the template itself; tells how many pixels it has. */
export function checkImage(href: string): number {
  const data = href.match(/^data:image\/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)$/)
  if (!data) throw new TemplateFault('An <image> must hold its PNG or JPEG itself (data:image/png;base64,…): embed it.')
  const [, type, text = ''] = data
  const bytes = Buffer.from(text, 'base64')
  const size = type === 'png' ? sizeOfPng(bytes) : sizeOfJpeg(bytes)
  if (!size) throw new TemplateFault(`An <image> says that it is ${type === 'png' ? 'a PNG' : 'a JPEG'}, and is none.`)
  const pixels = size.width * size.height
  if (pixels > MOST_PIXELS || pixels === 0) {
    throw new TemplateFault(
      `An <image> has ${size.width} × ${size.height} pixels; ${MOST_PIXELS / 1e6} million at most.`,
    )
  }
  return pixels
}

type Size = { width: number; height: number }

function sizeOfPng(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return null
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** A JPEG is a list of segments; that of the frame (SOF, of any kind) says its size. */
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
