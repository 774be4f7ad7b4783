import type { Setting } from './fit.ts'
import { lengthOf } from './length.ts'
import type { Matrix } from './matrix.ts'
import { readSetting } from './readSetting.ts'
import type { Element } from './svg.ts'

/** How letters are painted. `paint` has the attributes of their outlines where one colour does not suffice. */
export type Look = { fill: string; opacity: number; matrix: Matrix; paint: Record<string, string> | null }

/** Part of a line in one style. `dx` moves it and everything after it. */
export type OwnRun = { text: string; dx: number; y: number; setting: Setting; baseline: string } & Look

/** Line of a template's own text. Without an x, it continues where the previous line of its text ends. */
export type OwnText = { kind: 'own'; x: number | null; runs: OwnRun[]; element: number }

const strokes =
  'stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray ' +
  'stroke-dashoffset paint-order'
const ofText =
  'font-family font-size font-weight font-style font-variant letter-spacing word-spacing text-anchor dominant-baseline'
const inheritable = new Set(`visibility fill-opacity fill color xml:space ${strokes} ${ofText}`.split(' '))

/** Returns the properties of an element, with lengths of its text in units of the drawing. */
export function inherit(parent: Record<string, string>, own: Record<string, string>): Record<string, string> {
  const all = { ...parent }
  for (const [name, value] of Object.entries(own)) if (inheritable.has(name)) all[name] = value
  const before = Number(parent['font-size'] ?? 16)
  if (own['font-size'] !== undefined) {
    const size = lengthOf(own['font-size'], { em: before, whole: before })
    if (size === null) delete all['font-size']
    else all['font-size'] = String(size)
  }
  const em = Number(all['font-size'] ?? 16)
  for (const name of ['letter-spacing', 'word-spacing']) {
    if (own[name] !== undefined) all[name] = String(lengthOf(own[name], { em, whole: em }) ?? 0)
  }
  return all
}

export function isHidden({ visibility }: Record<string, string>): boolean {
  return visibility === 'hidden' || visibility === 'collapse'
}

/** Parses an opacity: a number or a percentage. Returns 1 for anything else. */
export function shareOf(text: string | undefined): number {
  const number = Number.parseFloat(text ?? '1') / (text?.endsWith('%') ? 100 : 1)
  return Number.isNaN(number) ? 1 : Math.min(Math.max(number, 0), 1)
}

/** Returns how to paint a text. A place has no stroke, because its rectangle is only a marker. */
export function lookOf(attributes: Record<string, string>, share: number, matrix: Matrix, isPlace: boolean): Look {
  const { fill = '#000000', color = '#000000', stroke = 'none' } = attributes
  const isPlain = !fill.startsWith('url') && (isPlace || stroke === 'none')
  const plain = /^currentcolor$/i.test(fill) ? color : fill
  const opacity = share * shareOf(isPlace ? undefined : attributes['fill-opacity'])
  if (isPlain) return { fill: isPlace && plain === 'none' ? '#000000' : plain, opacity, matrix, paint: null }
  const names = isPlace ? ['fill'] : ['fill', 'fill-opacity', 'color', ...strokes.split(' ')]
  const paint = names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]]))
  return { fill: 'none', opacity, matrix, paint: { ...Object.fromEntries(paint), opacity: String(share) } }
}

type Around = { matrix: Matrix; attributes: Record<string, string>; opacity: number }
type Side = { width: number; height: number }

/** Returns the visible lines of a text. A `<tspan>` with its own x or y begins a line. */
export function readOwnText(element: Element, around: Around, side: Side, number: number): OwnText[] {
  const lines: OwnText[] = []
  let x: number | null = 0
  let [y, dx] = [0, 0]
  let begins = true
  const add = (text: string, attributes: Record<string, string>) => {
    const kept = attributes['xml:space'] === 'preserve' ? text.replace(/[\t\r\n]/g, ' ') : text.replace(/\s+/g, ' ')
    const isStart = begins || !lines.at(-1)?.runs.some((run) => run.text.trim() !== '')
    const last = begins ? undefined : lines.at(-1)?.runs.at(-1)
    const collapses = attributes['xml:space'] !== 'preserve' && (isStart || last?.text.endsWith(' '))
    const shown = collapses ? kept.trimStart() : kept
    if (shown === '') return
    const look = lookOf(attributes, around.opacity, around.matrix, false)
    const nothing = look.fill === 'none' && look.paint === null
    if (isHidden(attributes) || around.opacity === 0 || (look.opacity === 0 && look.paint === null) || nothing) return
    if (begins) lines.push({ kind: 'own', x, runs: [], element: number })
    const setting = readSetting(attributes, { size: 16, anchor: 'start', vertical: 'middle', isList: false })
    const baseline = attributes['dominant-baseline'] ?? 'auto'
    const run = { text: shown, dx, y, setting, baseline, ...look }
    const same =
      last && dx === 0 && JSON.stringify({ ...run, text: '', dx: 0 }) === JSON.stringify({ ...last, text: '', dx: 0 })
    if (last && same) last.text += shown
    else lines.at(-1)?.runs.push(run)
    begins = false
    dx = 0
  }
  const walk = (element: Element, attributes: Record<string, string>) => {
    const em = Number(attributes['font-size'] ?? 16)
    const at = (name: 'x' | 'y' | 'dx' | 'dy', whole: number) => {
      const value = element.attributes[name]
      return value === undefined ? null : (lengthOf(value, { em, whole }) ?? 0)
    }
    const place = { x: at('x', side.width), y: at('y', side.height) }
    if (place.x !== null || place.y !== null) {
      // A text that was not drawn yet takes no room.
      if (place.x !== null || !begins) x = place.x
      y = place.y ?? y
      dx = 0
      begins = true
    }
    dx += at('dx', side.width) ?? 0
    y += at('dy', side.height) ?? 0
    for (const child of element.children) {
      if (typeof child === 'string') add(child, attributes)
      else if (child.attributes.display !== 'none') walk(child, inherit(attributes, child.attributes))
    }
  }
  walk(element, around.attributes)
  for (const { runs } of lines) {
    const last = runs.at(-1)
    if (last && last.text.trim() !== '') last.text = last.text.trimEnd()
  }
  return lines.filter(({ runs }) => runs.some(({ text }) => text.trim() !== ''))
}
