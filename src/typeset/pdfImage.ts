import { deflateSync } from 'node:zlib'
import type { Pixels } from './png.ts'

type Pdf = PDFKit.PDFDocument

/** Fast, and nearly as small as the best level for artwork. */
const LEVEL = 4

/**
 * Draws premultiplied RGBA pixels into a box of a page. Takes half the time of a PNG, which pdfkit decodes and encodes
 * again. Pixels of one opacity get no mask.
 */
export function drawPixels(pdf: Pdf, image: Pixels, [x, y, width, height]: [number, number, number, number]): void {
  const { colours, alpha, isOpaque } = split(image)
  const size = { Type: 'XObject', Subtype: 'Image', Width: image.width, Height: image.height, BitsPerComponent: 8 }
  const write = (bytes: Uint8Array, colourSpace: string, parts: number, more = {}) => {
    const packed = deflateSync(withPredictor(bytes, image.width * parts), { level: LEVEL })
    const parameters = { Predictor: 15, Colors: parts, Columns: image.width }
    const data = { ...size, ColorSpace: colourSpace, Filter: 'FlateDecode', DecodeParms: parameters, ...more }
    const reference = pdf.ref(data)
    // pdfkit's types require no content, but a stream has some.
    ;(reference.end as (content: Buffer) => void).call(reference, packed)
    return reference
  }
  const mask = isOpaque ? {} : { SMask: write(alpha, 'DeviceGray', 1) }
  const name = `P${Object.keys(pdf.page.xobjects).length}`
  pdf.page.xobjects[name] = write(colours, 'DeviceRGB', 3, mask)
  pdf.save()
  // Images are drawn from the bottom up.
  pdf.transform(width, 0, 0, -height, x, y + height)
  pdf.addContent(`/${name} Do`)
  pdf.restore()
}

function split({ pixels }: Pixels): { colours: Uint8Array; alpha: Uint8Array; isOpaque: boolean } {
  const count = pixels.length / 4
  const [colours, alpha] = [new Uint8Array(count * 3), new Uint8Array(count)]
  let isOpaque = true
  for (let from = 0, to = 0, at = 0; at < count; from += 4, to += 3, at += 1) {
    const opacity = pixels[from + 3] ?? 0
    alpha[at] = opacity
    if (opacity !== 255) isOpaque = false
    if (opacity === 0) continue
    const scale = 255 / opacity
    colours[to] = (pixels[from] ?? 0) * scale + 0.5
    colours[to + 1] = (pixels[from + 1] ?? 0) * scale + 0.5
    colours[to + 2] = (pixels[from + 2] ?? 0) * scale + 0.5
  }
  return { colours, alpha, isOpaque }
}

/** Stores each byte as the difference to the row above, which makes areas of one colour small (PNG, filter Up). */
function withPredictor(bytes: Uint8Array, row: number): Uint8Array {
  const rows = bytes.length / row
  const filtered = new Uint8Array(bytes.length + rows)
  for (let line = 0, from = 0, to = 0; line < rows; line += 1) {
    filtered[to] = 2
    to += 1
    for (let column = 0; column < row; column += 1, from += 1, to += 1) {
      filtered[to] = (bytes[from] ?? 0) - (line === 0 ? 0 : (bytes[from - row] ?? 0))
    }
  }
  return filtered
}
