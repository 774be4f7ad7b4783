import { type Artwork, openArtwork } from './artwork.ts'
import { type Canvas, readCanvas } from './canvas.ts'
import { type TextPlace, textPlaces } from './facts.ts'
import type { Box, Setting } from './fit.ts'
import { lengthOf } from './length.ts'
import { identity, type Matrix, multiply, parseTransform } from './matrix.ts'
import { inherit, isHidden, type Look, lookOf, type OwnText, readOwnText, shareOf } from './ownText.ts'
import { readSetting } from './readSetting.ts'
import { type Element, elementsOf, parseSvg, writeSvg } from './svg.ts'
import { TemplateFault } from './templateFault.ts'

type TextBox = { kind: 'box'; place: TextPlace; box: Box; setting: Setting } & Look
type QrBox = { kind: 'qr'; box: Box; matrix: Matrix }

export type Template = Canvas & {
  /** Inner SVG: everything but text, with a marker where each text and QR code is (see `marker`). */
  artwork: string
  texts: (TextBox | OwnText)[]
  qr: QrBox[]
}

/** Returns the name of a marked place, even an unknown one. Null without a mark. */
export function placeOf({ attributes }: Element): string | null {
  const names = [attributes.id, attributes.label, attributes['data-name']]
  return attributes['data-place'] ?? names.map(markedPlace).find((place) => place !== null) ?? null
}

/** Longer names are no places. */
const MAX_NAME = 100

/** Reads a name, with the changes of programs: Illustrator writes `place_x5F_a_1_`, and copies end with a number. */
function markedPlace(name = ''): string | null {
  if (name.length > MAX_NAME) return null
  const plain = name.replace(/_x([0-9a-f]{2})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return plain.match(/^place[-_ ](.+?)(?:[-_ ]\d+_?|\d+)?$/)?.[1]?.replaceAll(/[_ ]/g, '-') ?? null
}

/** Attribute of the root: texts are drawn where they are in the document. Older templates draw them above everything. */
export const ORDER = 'data-order'

/** Returns an element that marks the place of a text, or of a QR code, by its index. */
export function marker(kind: 'text' | 'qr', index: number): string {
  return `<path id="chancery-${kind}-${index}" d="M0 0h1v1z"/>`
}

/** Matches a marker. */
export const markers = /<path id="chancery-(text|qr)-(\d+)" d="M0 0h1v1z"\/>/g

/** Reads a clean template. Throws TemplateFault if it is invalid. */
export function readTemplate(svg: string): Template {
  const root = parseSvg(svg)
  const { viewBox, page } = readCanvas(root)
  const template: Template = { viewBox, page, artwork: '', texts: [], qr: [] }
  const look = Object.fromEntries(Object.entries(root.attributes).filter(([name]) => !ofCanvas.has(name)))
  const artwork = openArtwork()
  artwork.open({ name: 'g', attributes: look, children: [] })
  visit(root, within(root, { matrix: identity, attributes: {}, opacity: 1 }), template, artwork)
  artwork.close()
  const all = [...template.texts.keys()].map((index) => marker('text', index))
  const codes = [...template.qr.keys()].map((index) => marker('qr', index))
  template.artwork = artwork.written()
  if (root.attributes[ORDER] === undefined) {
    template.artwork = [template.artwork.replaceAll(markers, ''), ...codes, ...all].join('')
  }
  return template
}

/** Attributes that apply to the root only, not to its content. */
const ofCanvas = new Set(['id', 'x', 'y', 'width', 'height', 'viewBox', 'preserveAspectRatio', ORDER])

/** Properties of an element and its ancestors. */
type Around = { matrix: Matrix; attributes: Record<string, string>; opacity: number }

function within({ attributes }: Element, around: Around): Around {
  return {
    matrix: multiply(around.matrix, parseTransform(attributes.transform ?? '') ?? identity),
    attributes: inherit(around.attributes, attributes),
    opacity: around.opacity * shareOf(attributes.opacity),
  }
}

/** Elements whose content is drawn only where it is used. It has no texts. */
const stores = new Set(['defs', 'clipPath', 'symbol', 'mask', 'pattern', 'marker'])

/** Writes the children of an element without texts and places, and collects those that are visible. */
function visit(element: Element, around: Around, into: Template, artwork: Artwork): void {
  for (const child of elementsOf(element)) {
    const inside = within(child, around)
    const place = placeOf(child)
    if (child.attributes.display === 'none' || stores.has(child.name)) artwork.add(writeSvg(child))
    else if (place !== null) {
      const [texts, codes] = [into.texts.length, into.qr.length]
      addPlace(child, place, around, into)
      if (into.texts.length > texts) artwork.mark(marker('text', texts))
      if (into.qr.length > codes) artwork.mark(marker('qr', codes))
    } else if (child.name === 'text') {
      const [, , width, height] = into.viewBox
      const index = into.texts.length
      into.texts.push(...readOwnText(child, inside, { width, height }, index))
      if (into.texts.length > index) artwork.mark(marker('text', index))
    } else {
      artwork.open(child)
      visit(child, inside, into, artwork)
      artwork.close()
    }
  }
}

/** Adds a visible place. Its rectangle is only a marker, so only the opacity of its parents counts. */
function addPlace(element: Element, place: string, around: Around, into: Template): void {
  const { matrix, attributes } = within(element, around)
  const box = boxOf(element, place, into.viewBox, Number(attributes['font-size'] ?? 16))
  const read = readBox(element, place, attributes, box)
  const opacity = around.opacity * shareOf(around.attributes['fill-opacity'])
  if (isHidden(attributes) || opacity === 0) return
  if (read === null) into.qr.push({ kind: 'qr', box, matrix })
  else into.texts.push({ kind: 'box', ...read, box, ...lookOf(attributes, opacity, matrix, true) })
}

/** Returns null for the QR code. Throws TemplateFault for an unknown place. */
function readBox(
  element: Element,
  place: string,
  attributes: Record<string, string>,
  { height }: Box,
): Pick<TextBox, 'place' | 'setting'> | null {
  if (place === 'qr') return null
  if (!isTextPlace(place)) {
    throw new TemplateFault(`There is no place ${JSON.stringify(place)}. The places are qr, ${textPlaces.join(', ')}.`)
  }
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

function boxOf({ name, attributes }: Element, place: string, [, , across, down]: Canvas['viewBox'], em: number): Box {
  if (name !== 'rect') throw new TemplateFault(`The place ${place} must be a rectangle (<rect>), not a <${name}>.`)
  const number = (side: 'x' | 'y' | 'width' | 'height') => {
    const whole = side === 'x' || side === 'width' ? across : down
    const value = lengthOf(attributes[side] ?? '0', { em, whole })
    if (value === null) throw new TemplateFault(`The ${side} of the place ${place} must be a length.`)
    return value
  }
  const box = { x: number('x'), y: number('y'), width: number('width'), height: number('height') }
  if (!(box.width > 0 && box.height > 0)) throw new TemplateFault(`The place ${place} has no width or no height.`)
  return box
}
