import { type TextPlace, textPlaces } from './facts.ts'
import { type Family, families } from './families.ts'
import type { Box, Setting } from './fit.ts'
import { identity, type Matrix, multiply, parseTransform } from './matrix.ts'
import { type Element, elementsOf, parseSvg, writeSvg } from './svg.ts'
import { TemplateFault } from './templateFault.ts'

/** A box that a certificate's facts are set into. */
type TextBox = { kind: 'box'; place: TextPlace; box: Box; setting: Setting; fill: string; matrix: Matrix }
/** The template's own words. */
type OwnText = { kind: 'own'; text: string; x: number; y: number; setting: Setting; fill: string; matrix: Matrix }
/** Where the QR code stands. */
type QrBox = { kind: 'qr'; box: Box; matrix: Matrix }

export type Template = {
  viewBox: [x: number, y: number, width: number, height: number]
  /** The printed size, in points. */
  page: { width: number; height: number }
  /** The inside of an SVG: everything but text. */
  artwork: string
  texts: (TextBox | OwnText)[]
  qr: QrBox[]
}

const PLACE = 'place-'
const POINTS: Record<string, number> = { '': 0.75, px: 0.75, pt: 1, pc: 12, in: 72, mm: 72 / 25.4, cm: 72 / 2.54 }

/** The name of the place that an element marks, whether there is such a place or not; null for other elements. */
export function placeOf({ attributes }: Element): string | null {
  const marked = [attributes.id, attributes.label].find((name) => name?.startsWith(PLACE))
  return attributes['data-place'] ?? marked?.slice(PLACE.length) ?? null
}

/** Reads a clean template. Throws a TemplateFault where it cannot be understood. */
export function readTemplate(svg: string): Template {
  const root = parseSvg(svg)
  const { viewBox, page } = readCanvas(root)
  const template: Template = { viewBox, page, artwork: '', texts: [], qr: [] }
  const artwork = { ...root, children: visit(root, identity, {}, template) }
  template.artwork = artwork.children.map((child) => (typeof child === 'string' ? '' : writeSvg(child))).join('')
  return template
}

/** The coordinates that a drawing uses and the size that it is printed in. */
export function readCanvas({ attributes }: Element): Pick<Template, 'viewBox' | 'page'> {
  const [width, height] = [lengthOf(attributes.width), lengthOf(attributes.height)]
  const given = attributes.viewBox
    ?.trim()
    .split(/[\s,]+/)
    .map(Number)
  if (given && (given.length !== 4 || !given.every(Number.isFinite))) {
    throw new TemplateFault(`Its viewBox must be four numbers, not ${JSON.stringify(attributes.viewBox)}.`)
  }
  const [x = 0, y = 0, across = (width ?? Number.NaN) / 0.75, down = (height ?? Number.NaN) / 0.75] = given ?? []
  if (!(across > 0 && down > 0)) throw new TemplateFault('It needs a viewBox, or a width and a height.')
  return {
    viewBox: [x, y, across, down],
    page: {
      width: width ?? (height ? (height * across) / down : across * 0.75),
      height: height ?? (width ? (width * down) / across : down * 0.75),
    },
  }
}

/** A length in points; null for a percentage, and where there is none. */
function lengthOf(text: string | undefined): number | null {
  const [, number, unit = ''] = text?.trim().match(/^([\d.]+(?:e[+-]?\d+)?)([a-z]*)$/i) ?? []
  const points = Number(number) * (POINTS[unit.toLowerCase()] ?? Number.NaN)
  return points > 0 ? points : null
}

/** Takes texts and places out of an element's children, noting them; gives back what is left. */
function visit(element: Element, outer: Matrix, inherited: Record<string, string>, into: Template): Element[] {
  const left: Element[] = []
  for (const child of elementsOf(element)) {
    const matrix = multiply(outer, parseTransform(child.attributes.transform ?? '') ?? identity)
    const attributes = { ...inherited, ...pick(child.attributes) }
    const place = placeOf(child)
    if (place === 'qr') into.qr.push({ kind: 'qr', box: boxOf(child, place), matrix })
    else if (place !== null) into.texts.push(readBox(child, place, attributes, matrix))
    else if (child.name === 'text') into.texts.push(...readOwnText(child, attributes, matrix))
    else if (child.name === 'defs' || child.name === 'clipPath') left.push(child)
    else left.push({ ...child, children: visit(child, matrix, attributes, into) })
  }
  return left
}

const inheritable = [
  'fill',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'font-variant',
  'letter-spacing',
  'text-anchor',
]

function pick(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => inheritable.includes(name)))
}

function readBox(element: Element, place: string, attributes: Record<string, string>, matrix: Matrix): TextBox {
  if (!isTextPlace(place)) {
    throw new TemplateFault(`There is no place ${JSON.stringify(place)}; the places are qr, ${textPlaces.join(', ')}.`)
  }
  const box = boxOf(element, place)
  const own = element.attributes['data-vertical']
  const vertical = own === 'top' || own === 'bottom' ? own : 'middle'
  const more = { ...attributes, 'data-smallest': element.attributes['data-smallest'] ?? '' }
  const setting = readSetting(more, { size: box.height * 0.7, anchor: 'middle', vertical })
  return { kind: 'box', place, box, setting, fill: fillOf(attributes), matrix }
}

function isTextPlace(name: string): name is TextPlace {
  return (textPlaces as readonly string[]).includes(name)
}

function boxOf({ name, attributes }: Element, place: string): Box {
  if (name !== 'rect') throw new TemplateFault(`The place ${place} must be a rectangle (<rect>), not a <${name}>.`)
  const number = (side: string) => {
    const value = Number(attributes[side] ?? 0)
    if (!Number.isFinite(value)) throw new TemplateFault(`The place ${place} must have a plain number as its ${side}.`)
    return value
  }
  const box = { x: number('x'), y: number('y'), width: number('width'), height: number('height') }
  if (!(box.width > 0 && box.height > 0)) throw new TemplateFault(`The place ${place} has no size.`)
  return box
}

/** A text's lines: each <tspan> with a place of its own begins one. */
function readOwnText(element: Element, attributes: Record<string, string>, matrix: Matrix): OwnText[] {
  const lines: (OwnText & { at: [string, string] })[] = []
  const add = (text: string, x: string, y: string, attributes: Record<string, string>) => {
    const last = lines.at(-1)
    if (last && last.at[0] === x && last.at[1] === y) {
      last.text += text
      return
    }
    const setting = readSetting(attributes, { size: 16, anchor: 'start', vertical: 'middle' })
    const place = { x: Number.parseFloat(x) || 0, y: Number.parseFloat(y) || 0 }
    lines.push({ kind: 'own', text, ...place, setting, fill: fillOf(attributes), matrix, at: [x, y] })
  }
  const walk = (element: Element, x: string, y: string, attributes: Record<string, string>) => {
    for (const child of element.children) {
      if (typeof child === 'string') add(child, x, y, attributes)
      else walk(child, child.attributes.x ?? x, child.attributes.y ?? y, { ...attributes, ...pick(child.attributes) })
    }
  }
  walk(element, element.attributes.x ?? '0', element.attributes.y ?? '0', attributes)
  return lines.filter(({ text }) => text.trim() !== '').map(({ at: _, ...line }) => line)
}

function readSetting(
  attributes: Record<string, string>,
  otherwise: Pick<Setting, 'size' | 'anchor' | 'vertical'>,
): Setting {
  const size = Number.parseFloat(attributes['font-size'] ?? '')
  const anchor = attributes['text-anchor']
  const spacing = Number.parseFloat(attributes['letter-spacing'] ?? '')
  const most = size > 0 ? size : otherwise.size
  return {
    style: {
      family: familyOf(attributes['font-family']),
      weight: weightOf(attributes['font-weight']),
      italic: /italic|oblique/.test(attributes['font-style'] ?? ''),
      smallCaps: /small-caps/.test(attributes['font-variant'] ?? ''),
      letterSpacing: spacing > 0 ? Math.min(spacing / most, 1) : 0,
    },
    size: most,
    smallest: Math.min(most, Math.max(0, Number.parseFloat(attributes['data-smallest'] ?? '') || 0)),
    anchor: anchor === 'start' || anchor === 'middle' || anchor === 'end' ? anchor : otherwise.anchor,
    vertical: otherwise.vertical,
  }
}

/** The first family of a list that there is, as CSS chooses it. */
function familyOf(list: string | undefined): Family {
  if (list === undefined) return 'EB Garamond'
  for (const name of list.split(',').map((name) =>
    name
      .trim()
      .replace(/^["']|["']$/g, '')
      .toLowerCase(),
  )) {
    const family = families.find((family) => family.toLowerCase() === name)
    if (family) return family
    if (name === 'serif') return 'EB Garamond'
    if (name === 'sans-serif') return 'Source Sans 3'
  }
  throw new TemplateFault(
    `The font ${list} is not available. Use ${families.join(' or ')}, or name serif or sans-serif after it.`,
  )
}

function weightOf(text: string | undefined): 400 | 500 | 600 | 700 {
  if (text === 'bold' || text === 'bolder') return 700
  const number = Number(text ?? 400)
  return ([700, 600, 500] as const).find((weight) => number >= weight) ?? 400
}

/** A text's colour; text has no gradients. */
function fillOf({ fill }: Record<string, string>): string {
  return fill === undefined || fill === 'none' || fill.startsWith('url') ? '#000000' : fill
}
