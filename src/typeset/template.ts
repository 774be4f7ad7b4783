import { type Canvas, readCanvas } from './canvas.ts'
import { type TextPlace, textPlaces } from './facts.ts'
import type { Box, Setting } from './fit.ts'
import { identity, type Matrix, multiply, parseTransform } from './matrix.ts'
import { readSetting } from './readSetting.ts'
import { type Element, elementsOf, parseSvg, writeSvg } from './svg.ts'
import { TemplateFault } from './templateFault.ts'

type TextBox = { kind: 'box'; place: TextPlace; box: Box; setting: Setting } & Look
type OwnText = { kind: 'own'; text: string; x: number; y: number; setting: Setting } & Look
type Look = { fill: string; opacity: number; matrix: Matrix }
type QrBox = { kind: 'qr'; box: Box; matrix: Matrix }

export type Template = Canvas & {
  /** Inner SVG: everything but text. */
  artwork: string
  texts: (TextBox | OwnText)[]
  qr: QrBox[]
}

const PLACE = 'place-'

/** Returns the name of a marked place, even an unknown one. Null without a mark. */
export function placeOf({ attributes }: Element): string | null {
  const marked = [attributes.id, attributes.label].find((name) => name?.startsWith(PLACE))
  return attributes['data-place'] ?? marked?.slice(PLACE.length) ?? null
}

/** Reads a clean template. Throws TemplateFault if it is invalid. */
export function readTemplate(svg: string): Template {
  const root = parseSvg(svg)
  const { viewBox, page } = readCanvas(root)
  const template: Template = { viewBox, page, artwork: '', texts: [], qr: [] }
  const children = visit(root, within(root, { matrix: identity, attributes: {}, opacity: 1 }), template)
  const look = Object.entries(root.attributes).filter(([name]) => !ofCanvas.has(name))
  template.artwork = writeSvg({ name: 'g', attributes: Object.fromEntries(look), children })
  return template
}

/** Attributes that apply to the root only, not to its content. */
const ofCanvas = new Set(['id', 'x', 'y', 'width', 'height', 'viewBox', 'preserveAspectRatio'])

/** Properties of an element and its ancestors. */
type Around = { matrix: Matrix; attributes: Record<string, string>; opacity: number }

function within({ attributes }: Element, around: Around): Around {
  return {
    matrix: multiply(around.matrix, parseTransform(attributes.transform ?? '') ?? identity),
    attributes: { ...around.attributes, ...pick(attributes) },
    opacity: around.opacity * shareOf(attributes.opacity),
  }
}

/** Removes texts and places from an element's children and collects the visible ones. Returns the other children. */
function visit(element: Element, around: Around, into: Template): Element[] {
  const left: Element[] = []
  for (const child of elementsOf(element)) {
    const inside = within(child, around)
    const place = placeOf(child)
    if (child.attributes.display === 'none' || child.name === 'defs' || child.name === 'clipPath') left.push(child)
    else if (place !== null) addPlace(child, place, around, into)
    else if (child.name === 'text') into.texts.push(...readOwnText(child, inside))
    else left.push({ ...child, children: visit(child, inside, into) })
  }
  return left
}

/** Adds a visible place. Its rectangle is only a marker, so only the opacity of its parents counts. */
function addPlace(element: Element, place: string, around: Around, into: Template): void {
  const { matrix, attributes } = within(element, around)
  const [read, box] = [readBox(element, place, attributes), boxOf(element, place)]
  const opacity = around.opacity * shareOf(around.attributes['fill-opacity'])
  if (isHidden(attributes) || opacity === 0) return
  if (read === null) into.qr.push({ kind: 'qr', box, matrix })
  else into.texts.push({ kind: 'box', ...read, box, fill: fillOf(attributes), opacity, matrix })
}

function isHidden({ visibility }: Record<string, string>): boolean {
  return visibility === 'hidden' || visibility === 'collapse'
}

/** Parses an opacity: a number or a percentage. Returns 1 for anything else. */
function shareOf(text: string | undefined): number {
  const number = Number.parseFloat(text ?? '1') / (text?.endsWith('%') ? 100 : 1)
  return Number.isNaN(number) ? 1 : Math.min(Math.max(number, 0), 1)
}

const ofText = 'font-family font-size font-weight font-style font-variant letter-spacing text-anchor'
const inheritable = new Set(`visibility stroke fill-opacity fill ${ofText}`.split(' '))

function pick(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => inheritable.has(name)))
}

/** Returns null for the QR code. Throws TemplateFault for an unknown place. */
function readBox(
  element: Element,
  place: string,
  attributes: Record<string, string>,
): Pick<TextBox, 'place' | 'setting'> | null {
  if (place === 'qr') return null
  if (!isTextPlace(place)) {
    throw new TemplateFault(`There is no place ${JSON.stringify(place)}. The places are qr, ${textPlaces.join(', ')}.`)
  }
  const { height } = boxOf(element, place)
  const own = element.attributes['data-vertical']
  const vertical = own === 'top' || own === 'bottom' ? own : 'middle'
  const more = { ...attributes, 'data-smallest': element.attributes['data-smallest'] ?? '' }
  return {
    place,
    setting: readSetting(more, { size: height * 0.7, anchor: 'middle', vertical, isList: place === 'skills' }),
  }
}

function isTextPlace(name: string): name is TextPlace {
  return (textPlaces as readonly string[]).includes(name)
}

function boxOf({ name, attributes }: Element, place: string): Box {
  if (name !== 'rect') throw new TemplateFault(`The place ${place} must be a rectangle (<rect>), not a <${name}>.`)
  const number = (side: string) => {
    const value = Number(attributes[side] ?? 0)
    if (!Number.isFinite(value))
      throw new TemplateFault(`The ${side} of the place ${place} must be a number without a unit.`)
    return value
  }
  const box = { x: number('x'), y: number('y'), width: number('width'), height: number('height') }
  if (!(box.width > 0 && box.height > 0)) throw new TemplateFault(`The place ${place} has no width or no height.`)
  return box
}

/** Returns the visible lines of a text. Each <tspan> with its own position begins a line. */
function readOwnText(element: Element, { attributes, matrix, opacity: share }: Around): OwnText[] {
  const lines: (OwnText & { at: [string, string] })[] = []
  const add = (text: string, x: string, y: string, attributes: Record<string, string>) => {
    const opacity = share * shareOf(attributes['fill-opacity'])
    const { fill, stroke = 'none' } = attributes
    if (isHidden(attributes) || opacity === 0 || (fill === 'none' && stroke === 'none')) return
    const last = lines.at(-1)
    if (last && last.at[0] === x && last.at[1] === y) {
      last.text += text
      return
    }
    const setting = readSetting(attributes, { size: 16, anchor: 'start', vertical: 'middle', isList: false })
    const place = { x: Number.parseFloat(x) || 0, y: Number.parseFloat(y) || 0 }
    lines.push({ kind: 'own', text, ...place, setting, fill: fillOf(attributes), opacity, matrix, at: [x, y] })
  }
  const walk = (element: Element, x: string, y: string, attributes: Record<string, string>) => {
    for (const child of element.children) {
      if (typeof child === 'string') add(child, x, y, attributes)
      else if (child.attributes.display !== 'none')
        walk(child, child.attributes.x ?? x, child.attributes.y ?? y, { ...attributes, ...pick(child.attributes) })
    }
  }
  walk(element, element.attributes.x ?? '0', element.attributes.y ?? '0', attributes)
  return lines.filter(({ text }) => text.trim() !== '').map(({ at: _, ...line }) => line)
}

/** Returns the colour of a text. Texts cannot have gradients. */
function fillOf({ fill }: Record<string, string>): string {
  return fill === undefined || fill === 'none' || fill.startsWith('url') ? '#000000' : fill
}
