import { type Canvas, readCanvas } from './canvas.ts'
import { idsIn, referencesOf } from './checkReferences.ts'
import { type Element, elementsOf } from './svg.ts'
import { placeOf } from './template.ts'
import { faultAt } from './templateFault.ts'

/** Rejects effects that texts do not support. Allows a clip path of the whole page, such as Figma adds. */
export function checkTexts(root: Element): void {
  const byId = idsIn(root)
  const { viewBox } = readCanvas(root)
  const check = (element: Element, around: { clip?: string; effect?: string; isMoved: boolean }): void => {
    const { name, attributes } = element
    const isMoved = around.isMoved || attributes.transform !== undefined
    const own = attributes['clip-path'] ?? 'none'
    const clips = own !== 'none' && (isMoved || !referencesOf(element).some((id) => isWhole(byId.get(id), viewBox)))
    const clip = clips ? own : around.clip
    if (name === 'use' && hasText(byId.get(attributes.href?.slice(1) ?? ''))) {
      throw faultAt(element, `A <use> refers to text, at ${attributes.href}. Unlink the clone to make it a text.`)
    }
    if (clip !== undefined && (name === 'text' || placeOf(element) !== null)) {
      throw faultAt(element, `A text or place is clipped, by ${clip}. Remove the clip path from it.`)
    }
    const effect = effectOf(element) ?? around.effect
    if (effect !== undefined && (name === 'text' || placeOf(element) !== null)) {
      throw faultAt(element, `A text or place has a ${effect}. Remove it, or use Path → Object to Path for the text.`)
    }
    for (const child of elementsOf(element)) {
      check(child, { ...(clip !== undefined && { clip }), ...(effect !== undefined && { effect }), isMoved })
    }
  }
  check(root, { isMoved: false })
}

/** Texts are drawn after everything else, so that these would be lost. */
function effectOf({ attributes }: Element): string | undefined {
  if ((attributes.mask ?? 'none') !== 'none') return 'mask'
  return attributes.style?.includes('mix-blend-mode') ? 'blend mode' : undefined
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
