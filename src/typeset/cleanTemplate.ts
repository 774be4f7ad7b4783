import { checkImage, checkPacked, MOST_PIXELS } from './checkImage.ts'
import { parseTransform } from './matrix.ts'
import { type Element, elementsOf, parseSvg, writeSvg } from './svg.ts'
import { placeOf, readCanvas, readTemplate, type Template } from './template.ts'
import { TemplateFault } from './templateFault.ts'

/** Of a template as it is uploaded, in bytes. */
export const MOST_BYTES = 2 * 1024 * 1024
/** A side of the canvas and of the page, in units and in pixels of 1/96 inch. */
const MOST_SIDE = 5000
const LEAST_SIDE = 50
const MOST_STRETCH = 5
/** Of an attribute. What is inherited is read for each text that inherits it: long ones would be read very often. */
const MOST_CHARACTERS = 1000
/** What is drawn when every reference is followed. */
const MOST_DRAWN = 50_000
/** Elements in each other, where a reference counts as the element that it draws. */
const MOST_LEVELS = 200
/** Without these nobody could tell whose certificate it is, of what, and whether it is true. */
const needed = ['holder', 'course', 'qr']

const shapes = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon']
const kept = new Set([
  ...shapes,
  'svg',
  'g',
  'defs',
  'use',
  'image',
  'clipPath',
  'linearGradient',
  'radialGradient',
  'stop',
  'text',
  'tspan',
])
const ignored = new Set(['title', 'desc', 'metadata'])

const why: Record<string, string> = {
  script: 'Templates cannot have scripts.',
  foreignObject: 'Templates cannot have other documents inside.',
  style: 'Write styles as attributes; Inkscape does, and Illustrator has “Presentation Attributes” for it.',
  filter: 'Filters (shadows, blurs) are not supported; use an image for them.',
  mask: 'Masks are not supported; use a clip path or an image.',
  pattern: 'Patterns are not supported; convert them to objects.',
  a: 'Links are not supported.',
}

const numbers = 'x y width height rx ry cx cy r x1 y1 x2 y2 fx fy offset d points transform viewBox'
const references = 'href preserveAspectRatio clipPathUnits gradientUnits gradientTransform spreadMethod'
const painting =
  'fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit ' +
  'stroke-dasharray stroke-dashoffset opacity stop-color stop-opacity clip-path clip-rule color display visibility'
const type = 'font-family font-size font-weight font-style font-variant letter-spacing text-anchor'
const styles = new Set(`${painting} ${type}`.split(' '))
const paints = new Set(['fill', 'stroke', 'color', 'stop-color'])
const colour = '(?:#[0-9a-f]{3,8}|[a-z-]+|(?:rgb|hsl)a?\\([\\w\\s.,%/+-]*\\))'
const gradient = 'url\\(\\s*["\']?#[^"\')\\s]+["\']?\\s*\\)'
/** A colour, a word for one or for none; a gradient of the template, and what stands in for it. */
const paint = new RegExp(`^(?:${colour}|${gradient}(?:\\s+${colour})?)$`, 'i')
const attributes = new Set([
  ...styles,
  ...`id data-place data-vertical data-smallest ${numbers} ${references}`.split(' '),
])
/** Whose length is only that of the drawing; nothing inherits them. */
const endless = new Set(['d', 'points', 'href'])

/**
 * Makes of an uploaded SVG a template that holds nothing but what Chancery draws: elements and attributes of a list,
 * references within itself, and small images inside. Throws a TemplateFault whose message tells what to change.
 */
export function cleanTemplate(upload: string): string {
  if (Buffer.byteLength(upload) > MOST_BYTES)
    throw new TemplateFault(`It is larger than ${MOST_BYTES / 1024 / 1024} MiB.`)
  const root = cleanElement(parseSvg(upload), [])
  checkCanvas(root)
  checkReferences(root)
  checkImages(root)
  checkTexts(root)
  const clean = writeSvg(root)
  const places = placesIn(readTemplate(clean))
  const missing = needed.filter((place) => !places.includes(place))
  if (missing.length > 0) {
    const names = missing.map((place) => `place-${place}`).join(', ')
    throw new TemplateFault(
      `It has no place for: ${missing.join(', ')}. Draw a rectangle where each is to stand, and name it ${names}; ` +
        'what is hidden does not count.',
    )
  }
  return clean
}

function cleanElement(element: Element, parents: string[]): Element {
  const { name } = element
  if (!kept.has(name) || (name === 'svg' && parents.length > 0)) {
    throw new TemplateFault(
      `It has a <${name}>. ${Object.hasOwn(why, name) ? why[name] : 'Templates cannot have this element.'}`,
    )
  }
  const place = placeOf(element)
  if (place !== null && parents.some((parent) => parent === 'defs' || parent === 'clipPath')) {
    throw new TemplateFault(`The place ${place} is inside <defs> or <clipPath>, where nothing is drawn.`)
  }
  const isText = name === 'text' || name === 'tspan'
  if (isText && parents.includes('clipPath')) {
    throw new TemplateFault('A clip path has text in it. Convert that to a path.')
  }
  return {
    name,
    attributes: { ...cleanAttributes(element), ...(place === null ? {} : { 'data-place': place }) },
    children: element.children.flatMap((child): (Element | string)[] => {
      if (typeof child === 'string') return isText ? [child] : []
      return ignored.has(child.name) ? [] : [cleanElement(child, [...parents, name])]
    }),
  }
}

function cleanAttributes(element: Element): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(element.attributes)) {
    if (/^on/i.test(name))
      throw new TemplateFault(`A <${element.name}> has the event handler ${name}. Templates cannot have scripts.`)
    if (name === 'style') {
      for (const [property, set] of declarationsOf(value)) {
        if (styles.has(property)) clean[property] = cleanValue(property, set)
      }
    } else if (attributes.has(name)) clean[name] ??= cleanValue(name, value)
    else if (name === 'filter' || name === 'mask')
      throw new TemplateFault(`A <${element.name}> has a ${name}. ${why[name]}`)
  }
  if (clean.href !== undefined) checkHref(element.name, clean.href)
  return clean
}

function declarationsOf(style: string): [string, string][] {
  return style.split(';').flatMap((declaration): [string, string][] => {
    const colon = declaration.indexOf(':')
    return colon < 0 ? [] : [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()]]
  })
}

/** Refuses values that fetch something, however they are written, and those that are very long. */
function cleanValue(name: string, value: string): string {
  if (value.length > MOST_CHARACTERS && !endless.has(name)) {
    throw new TemplateFault(`The ${name} ${shorten(value)} is longer than ${MOST_CHARACTERS} characters.`)
  }
  const isLocal = /^url\(\s*["']?#[^"')\s]+["']?\s*\)(\s+#?[a-z0-9]+)?$/i.test(value)
  if (name !== 'href' && /url\s*\(|\\|@|expression\s*\(/i.test(value) && !isLocal) {
    throw new TemplateFault(`The ${name} ${shorten(value)} refers to something outside of the template.`)
  }
  const clean = value.trim()
  if (paints.has(name) && !paint.test(clean)) {
    throw new TemplateFault(`The ${name} ${shorten(value)} is neither a colour nor a gradient of the template.`)
  }
  return name === 'transform' || name === 'gradientTransform' ? cleanTransform(name, clean) : clean
}

/** The same as one matrix, so that whoever reads it reads the same. */
function cleanTransform(name: string, value: string): string {
  const matrix = parseTransform(value)
  if (!matrix) {
    throw new TemplateFault(
      `The ${name} ${shorten(value)} cannot be read: no list of matrix, translate, scale and so on.`,
    )
  }
  return `matrix(${matrix.join(' ')})`
}

function checkHref(element: string, href: string): void {
  if (element === 'image') checkImage(href)
  else if (!/^#[^\s#]+$/.test(href)) {
    throw new TemplateFault(`A <${element}> refers to ${shorten(href)}, which is outside of the template.`)
  }
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

function checkCanvas(root: Element): void {
  const { viewBox, page } = readCanvas(root)
  const [, , width, height] = viewBox
  const pixels = [page.width / 0.75, page.height / 0.75]
  const sides = [width, height, ...pixels]
  if (sides.some((side) => side > MOST_SIDE)) {
    const [across, down] = pixels.map((side) => Math.round(side))
    throw new TemplateFault(
      `Its canvas is too large: ${width} × ${height} units, ${across} × ${down} pixels. A side has ${MOST_SIDE} at most; ` +
        'certificates are printed sharply whatever their size in pixels.',
    )
  }
  if (pixels.some((side) => side < LEAST_SIDE))
    throw new TemplateFault(`Its page is smaller than ${LEAST_SIDE} pixels.`)
  if (width > height * MOST_STRETCH || height > width * MOST_STRETCH) {
    throw new TemplateFault(`One side of its canvas is more than ${MOST_STRETCH} times as long as the other.`)
  }
}

function placesIn({ texts, qr }: Template): string[] {
  return [...texts.flatMap((text) => (text.kind === 'box' ? [text.place] : [])), ...qr.map(({ kind }) => kind)]
}

function idsIn(root: Element): Map<string, Element> {
  const byId = new Map<string, Element>()
  const collect = (element: Element): void => {
    const { id } = element.attributes
    if (id !== undefined) {
      if (byId.has(id)) throw new TemplateFault(`Two elements have the id ${JSON.stringify(id)}.`)
      byId.set(id, element)
    }
    for (const child of elementsOf(element)) collect(child)
  }
  collect(root)
  return byId
}

/**
 * Refuses what could not be done to text as it can be to drawings, because it is set apart from them: to draw it again
 * somewhere else, and to clip it. A clip path as large as the page, such as Figma draws around everything, clips nothing.
 */
function checkTexts(root: Element): void {
  const byId = idsIn(root)
  const { viewBox } = readCanvas(root)
  const check = (element: Element, around: { clip?: string; isMoved: boolean }): void => {
    const { name, attributes } = element
    const isMoved = around.isMoved || attributes.transform !== undefined
    const own = attributes['clip-path'] ?? 'none'
    const clips = own !== 'none' && (isMoved || !referencesOf(element).some((id) => isWhole(byId.get(id), viewBox)))
    const clip = clips ? own : around.clip
    if (name === 'use' && hasText(byId.get(attributes.href?.slice(1) ?? ''))) {
      throw new TemplateFault(
        `A <use> refers to text, at ${attributes.href}. Unlink the clone, so that it is text itself.`,
      )
    }
    if (clip !== undefined && (name === 'text' || placeOf(element) !== null)) {
      throw new TemplateFault(`A text or a place is clipped, by ${clip}. Take it out of what is clipped.`)
    }
    for (const child of elementsOf(element)) check(child, { ...(clip !== undefined && { clip }), isMoved })
  }
  check(root, { isMoved: false })
}

function hasText(element: Element | undefined): boolean {
  return element !== undefined && (element.name === 'text' || elementsOf(element).some(hasText))
}

/** Whether a clip path is a rectangle around the whole canvas. */
function isWhole(clip: Element | undefined, [left, top, width, height]: Template['viewBox']): boolean {
  if (clip?.name !== 'clipPath' || Object.keys(clip.attributes).some((name) => name !== 'id')) return false
  return elementsOf(clip).some(({ name, attributes }) => {
    if (name !== 'rect' || 'transform' in attributes || 'clip-path' in attributes || 'rx' in attributes) return false
    const [x, y] = [Number(attributes.x ?? 0), Number(attributes.y ?? 0)]
    const [right, bottom] = [x + Number(attributes.width), y + Number(attributes.height)]
    return x <= left && y <= top && right >= left + width && bottom >= top + height
  })
}

/** What an element draws, with all that it refers to: how many elements, how many levels of them, pixels of images. */
type Drawn = { sum: number; levels: number; pixels: number }

/** Refuses references to nothing, references in a circle, those that multiply, and long chains of them. */
function checkReferences(root: Element): void {
  const byId = idsIn(root)
  const drawn = new Map<Element, Drawn>()
  const underWay = new Set<Element>()
  const count = (element: Element, above: number): Drawn => {
    const known = drawn.get(element)
    if (above + (known?.levels ?? 1) > MOST_LEVELS) {
      throw new TemplateFault(`More than ${MOST_LEVELS} of its elements and references stand in each other.`)
    }
    if (known) return known
    if (underWay.has(element)) throw new TemplateFault(`Its references go in a circle, at a <${element.name}>.`)
    underWay.add(element)
    const targets = referencesOf(element).map((id) => {
      const target = byId.get(id)
      if (!target) throw new TemplateFault(`A <${element.name}> refers to #${id}, which is not there.`)
      return target
    })
    const { name, attributes } = element
    const pixels = name === 'image' && attributes.href !== undefined ? checkImage(attributes.href) : 0
    const counted = { sum: 1, levels: 1, pixels }
    for (const part of [...targets, ...elementsOf(element)]) {
      const { sum, levels, pixels } = count(part, above + 1)
      counted.sum += sum
      counted.pixels += pixels
      counted.levels = Math.max(counted.levels, levels + 1)
    }
    underWay.delete(element)
    drawn.set(element, counted)
    return counted
  }
  const { sum, pixels } = count(root, 0)
  if (sum > MOST_DRAWN) {
    throw new TemplateFault(`It would draw more than ${MOST_DRAWN} elements, as its references multiply them.`)
  }
  if (pixels > MOST_PIXELS) {
    throw new TemplateFault(
      `Its images have ${Math.ceil(pixels / 1e6)} million pixels together, each as often as it is drawn; ` +
        `${MOST_PIXELS / 1e6} million at most.`,
    )
  }
}

function checkImages({ name, attributes, children }: Element): void {
  if (name === 'image' && attributes.href !== undefined) checkPacked(attributes.href)
  for (const child of children) if (typeof child === 'object') checkImages(child)
}

function referencesOf({ attributes }: Element): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (name === 'href') return value.startsWith('#') ? [value.slice(1)] : []
    return [...value.matchAll(/url\(\s*["']?#([^"')\s]+)/gi)].map(([, id = '']) => id)
  })
}
