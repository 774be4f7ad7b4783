import { readCanvas } from './canvas.ts'
import { checkPacked } from './checkImage.ts'
import { checkLetters } from './checkLetters.ts'
import { checkReferences } from './checkReferences.ts'
import { checkTexts } from './checkTexts.ts'
import { cleanElement } from './cleanElement.ts'
import { readStyles } from './styleSheet.ts'
import { type Element, parseSvg, writeSvg } from './svg.ts'
import { ORDER, readTemplate, type Template } from './template.ts'
import { TemplateFault } from './templateFault.ts'

/** Maximum size of an uploaded template, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024
/** Limits of the canvas, in units, and of the page, in pixels of 1/96 inch. */
const MAX_SIDE = 5000
const MIN_SIDE = 50
const MAX_STRETCH = 5
/** Required places: without them a certificate lacks its holder or course, or cannot be verified. */
const needed = ['holder', 'course', 'qr']

/**
 * Reduces an upload to safe elements and attributes. `fonts` has the hashes of the site's fonts by name. Throws TemplateFault if
 * the upload is not allowed or incomplete.
 */
export function cleanTemplate(upload: string, fonts: Record<string, string> = {}): string {
  return writeSvg(cleanDrawing(upload, fonts))
}

/** Does the same, and rejects text in characters that no font has. */
export async function cleanUpload(upload: string, fonts: Record<string, string> = {}): Promise<string> {
  const root = cleanDrawing(upload, fonts)
  await checkLetters(root)
  return writeSvg(root)
}

function cleanDrawing(upload: string, fonts: Record<string, string>): Element {
  if (Buffer.byteLength(upload) > MAX_BYTES)
    throw new TemplateFault(`It is larger than ${MAX_BYTES / 1024 / 1024} MiB.`)
  const parsed = parseSvg(upload)
  const [, , width, height] = readCanvas(parsed).viewBox
  const root = cleanElement(parsed, { sheet: readStyles(parsed), width, height, fonts }, [])
  checkCanvas(root)
  checkReferences(root)
  checkImages(root)
  checkTexts(root)
  root.attributes[ORDER] = 'document'
  const places = placesIn(readTemplate(writeSvg(root)))
  const missing = needed.filter((place) => !places.includes(place))
  if (missing.length > 0) {
    const names = missing.map((place) => `place-${place}`).join(', ')
    throw new TemplateFault(
      `It has no place for: ${missing.join(', ')}. Draw a visible rectangle for each and name it: ${names}.`,
    )
  }
  return root
}

function checkCanvas(root: Element): void {
  const { viewBox, page } = readCanvas(root)
  const [, , width, height] = viewBox
  const pixels = [page.width / 0.75, page.height / 0.75]
  const sides = [width, height, ...pixels]
  if (sides.some((side) => side > MAX_SIDE)) {
    const [across, down] = pixels.map((side) => Math.round(side))
    throw new TemplateFault(
      `Its canvas is too large: ${width} × ${height} units, ${across} × ${down} pixels. The maximum of a side is ` +
        `${MAX_SIDE}. A smaller canvas is printed as sharply.`,
    )
  }
  if (pixels.some((side) => side < MIN_SIDE)) throw new TemplateFault(`Its page is smaller than ${MIN_SIDE} pixels.`)
  if (width > height * MAX_STRETCH || height > width * MAX_STRETCH) {
    throw new TemplateFault(`One side of its canvas is more than ${MAX_STRETCH} times as long as the other.`)
  }
}

function placesIn({ texts, qr }: Template): string[] {
  return [...texts.flatMap((text) => (text.kind === 'box' ? [text.place] : [])), ...qr.map(({ kind }) => kind)]
}

function checkImages({ name, attributes, children }: Element): void {
  if (name === 'image' && attributes.href !== undefined) checkPacked(attributes.href)
  for (const child of children) if (typeof child === 'object') checkImages(child)
}
