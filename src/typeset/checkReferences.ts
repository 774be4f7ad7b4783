import { checkImage, MAX_PIXELS } from './checkImage.ts'
import { type Element, elementsOf } from './svg.ts'
import { faultAt, TemplateFault } from './templateFault.ts'

/** Maximum number of drawn elements, with all references followed. */
const MAX_DRAWN = 50_000
/** Maximum nesting, with all references followed. */
const MAX_LEVELS = 200
/** Maximum nesting of masks and patterns. Each is drawn on a canvas of its own. */
const MAX_LAYERS = 3

/** Cost of an element with its references: elements, levels of nesting, nested masks and patterns, and pixels of images. */
type Drawn = { sum: number; levels: number; layers: number; pixels: number }

/** Rejects missing and circular references, deep nesting, and too many drawn elements or pixels. */
export function checkReferences(root: Element): void {
  const byId = idsIn(root)
  const drawn = new Map<Element, Drawn>()
  const visiting = new Set<Element>()
  const count = (element: Element, above: number): Drawn => {
    const known = drawn.get(element)
    if (above + (known?.levels ?? 1) > MAX_LEVELS) {
      throw new TemplateFault(`Its elements and references are nested more than ${MAX_LEVELS} deep.`)
    }
    if (known) return known
    if (visiting.has(element)) throw faultAt(element, `A <${element.name}> refers to itself.`)
    visiting.add(element)
    const targets = referencesOf(element).map((id) => {
      const target = byId.get(id)
      if (!target) throw faultAt(element, `A <${element.name}> refers to #${id}, which does not exist.`)
      return target
    })
    const { name, attributes } = element
    const pixels = name === 'image' && attributes.href !== undefined ? checkImage(attributes.href) : 0
    const counted = { sum: 1, levels: 1, layers: 0, pixels }
    for (const part of [...targets, ...elementsOf(element)]) {
      const { sum, levels, layers, pixels } = count(part, above + 1)
      counted.layers = Math.max(counted.layers, layers)
      counted.sum += sum
      counted.pixels += pixels
      counted.levels = Math.max(counted.levels, levels + 1)
    }
    if (name === 'mask' || name === 'pattern') counted.layers += 1
    if (counted.layers > MAX_LAYERS) {
      throw faultAt(element, `Masks and patterns are nested more than ${MAX_LAYERS} deep. Use an image instead.`)
    }
    visiting.delete(element)
    drawn.set(element, counted)
    return counted
  }
  const { sum, pixels } = count(root, 0)
  if (sum > MAX_DRAWN) {
    throw new TemplateFault(`It draws more than ${MAX_DRAWN} elements when all references are followed.`)
  }
  if (pixels > MAX_PIXELS) {
    throw new TemplateFault(
      `Its images have ${Math.ceil(pixels / 1e6)} million pixels in total, repeated images included. ` +
        `The maximum is ${MAX_PIXELS / 1e6} million.`,
    )
  }
}

export function idsIn(root: Element): Map<string, Element> {
  const byId = new Map<string, Element>()
  const collect = (element: Element): void => {
    const { id } = element.attributes
    if (id !== undefined) {
      if (byId.has(id)) throw faultAt(element, `Two elements have the id ${JSON.stringify(id)}.`)
      byId.set(id, element)
    }
    for (const child of elementsOf(element)) collect(child)
  }
  collect(root)
  return byId
}

export function referencesOf({ attributes }: Element): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (name === 'href') return value.startsWith('#') ? [value.slice(1)] : []
    return [...value.matchAll(/url\(\s*["']?#([^"')\s]+)/gi)].map(([, id = '']) => id)
  })
}
