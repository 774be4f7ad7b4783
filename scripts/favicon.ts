import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'

// Writes assets/verify/favicon.ico, for programs that read no SVG. Run it after a change of icon.svg:
//   npx tsx scripts/favicon.ts

const assets = new URL('../assets/verify/', import.meta.url)
const svg = readFileSync(new URL('icon.svg', assets))

const HEADER_BYTES = 6
const ENTRY_BYTES = 16

const pictures = [16, 32, 48].map((size) => ({
  size,
  png: new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng(),
}))

const header = Buffer.alloc(HEADER_BYTES)
header.writeUInt16LE(1, 2) // Icons, not cursors.
header.writeUInt16LE(pictures.length, 4)

let offset = HEADER_BYTES + pictures.length * ENTRY_BYTES
const entries = pictures.map(({ size, png }) => {
  const entry = Buffer.alloc(ENTRY_BYTES)
  entry.writeUInt8(size, 0)
  entry.writeUInt8(size, 1)
  entry.writeUInt16LE(1, 4) // Planes.
  entry.writeUInt16LE(32, 6) // Bits of a pixel.
  entry.writeUInt32LE(png.length, 8)
  entry.writeUInt32LE(offset, 12)
  offset += png.length
  return entry
})

writeFileSync(
  fileURLToPath(new URL('favicon.ico', assets)),
  Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]),
)
