import { type Canvas, readCanvas } from './canvas.ts'
import { idsIn, referencesOf } from './checkReferences.ts'
import { type Element, elementsOf } from './svg.ts'
import { placeOf } from './template.ts'
import { TemplateFault } from './templateFault.ts'

/** Rejects effects that texts do not support. Allows a clip path of the whole page, such as Figma adds. */
export function checkTexts(root: Element): void {
  const byId = idsIn(root)
  const { viewBox } = readCanvas(root)
  const check = (element: Element, around: { clip?: string; isMoved: boolean }): void => {
    const { name, attributes } = element
    const isMoved = around.isMoved || attributes.transform !== undefined
    const own = attributes['clip-path'] ?? 'none'
    const clips = own !== 'none' && (isMoved || !referencesOf(element).some((id) => isWhole(byId.get(id), viewBox)))
    const clip = clips ? own : around.clip
    if (name === 'use' && hasText(byId.get(attributes.href?.slice(1) ?? ''))) {
      throw new TemplateFault(`A <use> refers to text, at ${attributes.href}. Unlink the clone to make it a text.`)
    }
    if (clip !== undefined && (name === 'text' || placeOf(element) !== null)) {
      throw new TemplateFault(`A text or place is clipped, by ${clip}. Remove the clip path from it.`)
    }
    for (const child of elementsOf(element)) check(child, { ...(clip !== undefined && { clip }), isMoved })
  }
  check(root, { isMoved: false })
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
