import { type Canvas, readCanvas } from './canvas.ts'
import { idsIn, referencesOf } from './checkReferences.ts'
import { type Element, elementsOf } from './svg.ts'
import { placeOf } from './template.ts'
import { faultAt } from './templateFault.ts'

/** Rejects effects that texts do not support. Allows a clip path of the whole page, such as Figma adds. */
export function checkTexts(root: Element): void {
  const byId = idsIn(root)
  const { viewBox } = readCanvas(root)
  let isBelow = true
  const check = (element: Element, around: Around): void => {
    const { name, attributes } = element
    const place = placeOf(element)
    const isAbove = !isBelow
    if (name === 'text' || place !== null) isBelow = false
    const stroke = { ...around.stroke, ...strokeOf(element) }
    if (place !== null && isStroked(element, stroke)) {
      throw faultAt(
        element,
        `The place ${place} has a stroke, of its own or of its group. Its rectangle is not drawn. Remove the stroke.`,
      )
    }
    const isMoved = around.isMoved || attributes.transform !== undefined
    const own = attributes['clip-path'] ?? 'none'
    const clips = own !== 'none' && (isMoved || !referencesOf(element).some((id) => isWhole(byId.get(id), viewBox)))
    const clip = clips ? own : around.clip
    if (name === 'use' && hasText(byId.get(attributes.href?.slice(1) ?? ''))) {
      throw faultAt(element, `A <use> refers to text, at ${attributes.href}. Unlink the clone to make it a text.`)
    }
    if (clip !== undefined && (name === 'text' || place !== null)) {
      throw faultAt(element, `A text or place is clipped, by ${clip}. Remove the clip path from it.`)
    }
    const effect = effectOf(element) ?? around.effect
    if (effect !== undefined && (name === 'text' || place !== null)) {
      throw faultAt(element, `A text or place has a ${effect}. Remove it, or use Path → Object to Path for the text.`)
    }
    for (const child of elementsOf(element)) {
      check(child, { ...(clip !== undefined && { clip }), ...(effect !== undefined && { effect }), isMoved, stroke })
    }
    if (isBlended(element) && isAbove) {
      throw faultAt(
        element,
        `A <${name}> with a blend mode is above a text or place, and would change it. Move it below all of them.`,
      )
    }
  }
  check(root, { isMoved: false, stroke: {} })
}

type Around = { clip?: string; effect?: string; isMoved: boolean; stroke: Record<string, string> }

function strokeOf({ attributes }: Element): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name.startsWith('stroke')))
}

/** Returns whether the rectangle of a place has a visible stroke. */
function isStroked({ attributes }: Element, stroke: Record<string, string>): boolean {
  const width = Number.parseFloat(stroke['stroke-width'] ?? '1')
  const opacity = Number.parseFloat(stroke['stroke-opacity'] ?? '1') * Number.parseFloat(attributes.opacity ?? '1')
  const isHidden = attributes.display === 'none' || attributes.visibility === 'hidden'
  return (stroke.stroke ?? 'none') !== 'none' && width > 0 && opacity > 0 && !isHidden
}

function isBlended({ attributes }: Pick<Element, 'attributes'>): boolean {
  return attributes.style?.includes('mix-blend-mode') ?? false
}

/** Texts are drawn by themselves, so that these would be lost. */
function effectOf({ attributes }: Element): string | undefined {
  if ((attributes.mask ?? 'none') !== 'none') return 'mask'
  return isBlended({ attributes }) ? 'blend mode' : undefined
}

function hasText(element: Element | undefined): boolean {
  return element !== undefined && (element.name === 'text' || elementsOf(element).some(hasText))
}

/** Returns whether a clip path is a rectangle that covers the whole canvas. */
function isWhole(clip: Element | undefined, [left, top, width, height]: Canvas['viewBox']): boolean {
  if (clip?.name !== 'clipPath' || Object.keys(clip.attributes).some((name) => name !== 'id')) return false
  return elementsOf(clip).some(({ name, attributes }) => {
    if (name !== 'rect' || 'transform' in attributes || 'clip-path' in attributes || 'rx' in attributes) return false
    const [x, y] = [Number(attributes.x ?? 0), Number(attributes.y ?? 0)]
    const [right, bottom] = [x + Number(attributes.width), y + Number(attributes.height)]
    return x <= left && y <= top && right >= left + width && bottom >= top + height
  })
}
