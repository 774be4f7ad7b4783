import { Resvg } from '@resvg/resvg-js'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { expect } from 'vitest'

/** Returns a PDF, its first page, the text of that page, and the attached data. */
export async function readPdf(bytes: Uint8Array) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const page = await pdf.getPage(1)
  const content = await page.getTextContent()
  const text = content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
  const attachments: Record<string, { content: Uint8Array }> = await pdf.getAttachments()
  const attached: Record<string, Record<string, unknown>> = {}
  for (const [name, { content }] of Object.entries(attachments)) {
    attached[name] = JSON.parse(Buffer.from(content).toString())
  }
  return { pdf, page, text, attached }
}

/** Returns the pixels of a PNG (RGBA), decoded by resvg. */
export function pixelsOf(png: Uint8Array) {
  const [width, height] = sizeOf(png)
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}"/></svg>`
  const { pixels } = new Resvg(svg).render()
  return { width, height, data: new Uint8Array(pixels) }
}

export function sizeOf(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png)
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}
