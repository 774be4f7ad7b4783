import { identity, type Matrix, multiply, parseTransform } from './matrix.ts'
import type { Step } from './outline.ts'
import { drawPixels } from './pdfImage.ts'
import { boxMatrix, operatorsOf, parseArtwork, pathOperators, stepsOf, transformed } from './pdfPaths.ts'
import { openSvg } from './resvg.ts'
import { type Element, elementsOf, writeSvg } from './svg.ts'

type Pdf = PDFKit.PDFDocument

/** Side of artwork in a PDF that is drawn as pixels: 200 dpi on A4. */
const PIXELS = 2340

/**
 * Draws an SVG into a PDF, and calls `drawText` at each marker of a text. resvg first reduces the SVG to groups, paths and
 * images, so the PDF matches the PNG. Artwork between two texts is drawn as vectors, or as pixels if it has something that
 * pdfkit cannot draw, such as masks. Screen readers skip it.
 */
export function drawArtwork(pdf: Pdf, svg: string, drawText: (index: number) => void = () => {}): void {
  const simple = openSvg(svg).toString()
  // resvg omits the namespace if images are only in patterns or masks.
  const isBound = simple.includes('xmlns:xlink=')
  const root = parseArtwork(
    isBound ? simple : simple.replace('<svg ', '<svg xmlns:xlink="http://www.w3.org/1999/xlink" '),
  )
  const byId = new Map<string, Element>()
  const collect = (element: Element) => {
    if (element.attributes.id) byId.set(element.attributes.id, element)
    for (const child of elementsOf(element)) collect(child)
  }
  collect(root)
  let part: Element[] = []
  const drawPart = () => {
    if (part.length > 0) drawLayout(pdf, root, part, byId)
    part = []
  }
  for (const child of elementsOf(root).filter(({ name }) => name !== 'defs')) {
    const index = textAt(child)
    if (index === null) part.push(child)
    else {
      drawPart()
      drawText(index)
    }
  }
  drawPart()
}

/** Returns the index of the text of a marker. Null for other elements. */
function textAt({ name, attributes }: Element): number | null {
  const [, index] = (name === 'path' && attributes.id?.match(/^chancery-text-(\d+)$/)) || []
  return index === undefined ? null : Number(index)
}

function drawLayout(pdf: Pdf, root: Element, part: Element[], byId: Map<string, Element>): void {
  pdf.markContent('Artifact', { type: 'Layout' })
  if (part.some((element) => needsPixels(element, byId))) {
    const [x = 0, y = 0, width = 0, height = 0] = (root.attributes.viewBox ?? '').split(' ').map(Number)
    const fitTo = { mode: width >= height ? 'width' : 'height', value: PIXELS } as const
    const stored = elementsOf(root).filter(({ name }) => name === 'defs')
    const svg = writeSvg({ ...root, children: [...stored, ...part] })
    drawPixels(pdf, openSvg(svg, { fitTo }).render(), [x, y, width, height])
  } else for (const element of part) drawElement(pdf, element, byId, 1)
  pdf.endMarkedContent()
}

function needsPixels(element: Element, byId: Map<string, Element>): boolean {
  const { name, attributes } = element
  const { style = '', opacity = '1', 'paint-order': order = '' } = attributes
  const isBlended = /mix-blend-mode:(?!normal)|isolation:isolate/.test(style)
  // The parts of a group would be seen through each other.
  const isFaint = name === 'g' && Number(opacity) < 1 && countOf(element) > 1
  const servers = [attributes.fill, attributes.stroke].map((paint) => byId.get(idOf(paint ?? '')))
  return (
    'mask' in attributes ||
    'filter' in attributes ||
    isBlended ||
    isFaint ||
    order.startsWith('stroke') ||
    servers.some((server) => server?.name === 'pattern' || (server?.attributes.spreadMethod ?? 'pad') !== 'pad') ||
    elementsOf(element).some((child) => needsPixels(child, byId))
  )
}

/** Returns how many times a group paints. */
function countOf(element: Element): number {
  const { name, attributes } = element
  if (name === 'path') return (attributes.fill === 'none' ? 0 : 1) + ((attributes.stroke ?? 'none') === 'none' ? 0 : 1)
  return elementsOf(element).reduce((sum, child) => sum + countOf(child), name === 'image' ? 1 : 0)
}

function drawElement(pdf: Pdf, element: Element, byId: Map<string, Element>, outerOpacity: number): void {
  const { name, attributes } = element
  if (name !== 'g' && name !== 'path' && name !== 'image') return
  const opacity = outerOpacity * numberOf(attributes.opacity, 1)
  pdf.save()
  if (attributes.transform) pdf.transform(...matrixOf(element))
  clip(pdf, attributes['clip-path'], byId)
  if (name === 'g') for (const child of elementsOf(element)) drawElement(pdf, child, byId, opacity)
  if (name === 'path') drawPath(pdf, element, byId, opacity)
  if (name === 'image') drawImage(pdf, element, opacity)
  pdf.restore()
}

function matrixOf({ attributes }: Element): Matrix {
  return parseTransform(attributes.transform ?? '') ?? identity
}

function numberOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Number(text)
}

function clip(pdf: Pdf, reference: string | undefined, byId: Map<string, Element>): void {
  const path = reference && byId.get(idOf(reference))
  if (!path) return
  clip(pdf, path.attributes['clip-path'], byId)
  const steps = outlinesIn(path, matrixOf(path))
  // An empty clip path hides everything.
  pdf.addContent(steps.length > 0 ? operatorsOf(steps) : '0 0 m\nh')
  pdf.clip(elementsOf(path).every(({ attributes }) => attributes['clip-rule'] === 'evenodd') ? 'even-odd' : 'non-zero')
}

function outlinesIn(element: Element, matrix: Matrix): Step[] {
  return elementsOf(element).flatMap((child) => {
    const inner = multiply(matrix, matrixOf(child))
    if (child.name === 'g') return outlinesIn(child, inner)
    return stepsOf(child.attributes.d ?? '').map((step) => ({ ...step, values: transformed(step.values, inner) }))
  })
}

/** Parses `url(#a)` to `a`. */
function idOf(reference: string): string {
  return reference.replace(/^url\(#/, '').replace(/\)$/, '')
}

function drawPath(pdf: Pdf, { attributes }: Element, byId: Map<string, Element>, opacity: number): void {
  const { d = '' } = attributes
  const fill = paintOf(pdf, attributes.fill ?? '#000000', d, byId)
  if (fill) {
    pdf.fillOpacity(opacity * numberOf(attributes['fill-opacity'], 1))
    pdf.addContent(pathOperators(d))
    pdf.fill(fill, attributes['fill-rule'] === 'evenodd' ? 'even-odd' : 'non-zero')
  }
  const stroke = paintOf(pdf, attributes.stroke ?? 'none', d, byId)
  if (stroke) {
    pdf.strokeOpacity(opacity * numberOf(attributes['stroke-opacity'], 1))
    pdf.lineWidth(numberOf(attributes['stroke-width'], 1))
    pdf.lineCap(
      attributes['stroke-linecap'] === 'round' || attributes['stroke-linecap'] === 'square'
        ? attributes['stroke-linecap']
        : 'butt',
    )
    pdf.lineJoin(
      attributes['stroke-linejoin'] === 'round' || attributes['stroke-linejoin'] === 'bevel'
        ? attributes['stroke-linejoin']
        : 'miter',
    )
    pdf.miterLimit(numberOf(attributes['stroke-miterlimit'], 4))
    const dashes = attributes['stroke-dasharray']
      ?.trim()
      .split(/[\s,]+/)
      .map(Number)
    // pdfkit accepts a list, but its types allow only a number.
    if (dashes) pdf.dash(dashes as unknown as number, { phase: numberOf(attributes['stroke-dashoffset'], 0) })
    pdf.addContent(pathOperators(d))
    pdf.stroke(stroke)
  }
}

/** Returns a colour, or a gradient with pdfkit's colour type. Null for no paint. */
function paintOf(pdf: Pdf, paint: string, d: string, byId: Map<string, Element>): PDFKit.Mixins.ColorValue | null {
  if (paint === 'none') return null
  if (!paint.startsWith('url')) return paint
  const element = byId.get(idOf(paint))
  if (!element) return null
  const { attributes } = element
  const at = (name: string, otherwise: number) => numberOf(attributes[name], otherwise)
  const gradient =
    element.name === 'linearGradient'
      ? pdf.linearGradient(at('x1', 0), at('y1', 0), at('x2', 1), at('y2', 0))
      : pdf.radialGradient(
          at('fx', at('cx', 0.5)),
          at('fy', at('cy', 0.5)),
          0,
          at('cx', 0.5),
          at('cy', 0.5),
          at('r', 0.5),
        )
  const own = parseTransform(attributes.gradientTransform ?? '') ?? identity
  const whole = attributes.gradientUnits === 'userSpaceOnUse' ? own : multiply(boxMatrix(stepsOf(d)), own)
  // Missing in pdfkit's types.
  ;(gradient as unknown as { setTransform(...matrix: Matrix): void }).setTransform(...whole)
  for (const stop of elementsOf(element)) {
    gradient.stop(
      numberOf(stop.attributes.offset, 0),
      stop.attributes['stop-color'] ?? '#000000',
      numberOf(stop.attributes['stop-opacity'], 1),
    )
  }
  return gradient as unknown as PDFKit.Mixins.ColorValue // fill() accepts it, but pdfkit's types do not.
}

function drawImage(pdf: Pdf, { attributes }: Element, opacity: number): void {
  const data = attributes.href?.match(/^data:image\/(?:png|jpe?g);base64,\s*(.*)$/s)?.[1]
  if (!data) return
  const [x, y] = [numberOf(attributes.x, 0), numberOf(attributes.y, 0)]
  const [width, height] = [numberOf(attributes.width, 0), numberOf(attributes.height, 0)]
  const image = Buffer.from(data, 'base64')
  pdf.fillOpacity(opacity)
  if (attributes.preserveAspectRatio?.startsWith('none')) pdf.image(image, x, y, { width, height })
  else pdf.image(image, x, y, { fit: [width, height], align: 'center', valign: 'center' })
}
