import type { Cleaning } from './cleanElement.ts'
import { lengthOf } from './length.ts'
import { multiply, parseCssTransform } from './matrix.ts'
import { paintOf, paints, properties, remedies, withoutEffect } from './properties.ts'
import { declarationsOf } from './styleSheet.ts'
import type { Element } from './svg.ts'
import { faultAt, type TemplateFault } from './templateFault.ts'

const notInherited = new Set(
  'opacity clip-path mask mask-type display overflow mix-blend-mode isolation stop-color stop-opacity'.split(' '),
)
/** Properties of programs and screens, which change no drawing. `--a` has an effect only by `var()`, which is rejected. */
const ofPrograms =
  /^(?:--.*|-inkscape-.*|-(?:webkit|moz|ms)-(?:print-color-adjust|(?:osx-)?font-smoothing|text-size-adjust|user-select|user-drag|tap-highlight-color|touch-callout))$/
/** Properties that resvg reads only in a `style`. */
const inStyle = ['mix-blend-mode', 'isolation']
const wholeOnly = ['opacity', 'clip-path', 'mask', 'transform', 'mix-blend-mode']

/**
 * Adds the properties of an element to its other attributes: those of attributes, then of `<style>`, then of `style`.
 * Throws TemplateFault for one that is not supported.
 */
export function cleanProperties(
  element: Element,
  presentation: [string, string][],
  clean: Record<string, string>,
  cleaning: Cleaning,
  ofAttributes: Record<string, string>,
): Record<string, string> {
  const set = new Map(presentation)
  const transform = 'transform' in clean
  for (const { property, value } of declarationsOf(element, cleaning.sheet)) set.set(property, value)
  const found = { ...clean }
  const styles: string[] = []
  for (const [name, value] of set) {
    if (name === 'transform' || name === 'transform-origin' || ofPrograms.test(name)) continue
    if (/^inherit$/i.test(value) && !notInherited.has(name)) continue
    const plain = name === 'font-family' ? value.replaceAll(/@[0-9a-f]{64}\b/g, '') : value
    const read = cleanProperty(element, name, plain, ofAttributes)
    if (read === null) continue
    if (name === 'font-family') found[name] = withHashes(read, cleaning.fonts)
    else if (name === 'marker') for (const end of ['start', 'mid', 'end']) found[`marker-${end}`] = read
    else if (name === 'white-space') found['xml:space'] = read.startsWith('no') ? 'default' : 'preserve'
    else if (inStyle.includes(name)) styles.push(`${name}:${read}`)
    else found[name] = read
  }
  if (transform || set.has('transform')) {
    found.transform = transformOf(element, found.transform, set, cleaning)
  }
  if (styles.length > 0) found.style = styles.join(';')
  if (element.name === 'tspan') {
    const unfit = wholeOnly.find((name) => name in found || set.has(name))
    if (unfit) throw faultAt(element, `A <tspan> has the property ${unfit}. Set it on its <text>.`)
  }
  return found
}

/** Adds its hash to each font of the site in a list, so that certificates keep it. */
function withHashes(list: string, fonts: Cleaning['fonts']): string {
  const entries = list.split(',').map((entry) => {
    const name = entry
      .trim()
      .replace(/^["']|["']$/g, '')
      .toLowerCase()
    return Object.hasOwn(fonts, name) ? `${name}@${fonts[name]}` : entry.trim()
  })
  return entries.join(', ')
}

/** Returns null for a property without effect. */
function cleanProperty(
  element: Element,
  name: string,
  value: string,
  ofAttributes: Record<string, string>,
): string | null {
  if (value.length > 1000) throw fault(element, name, value, 'is longer than 1000 characters.')
  const isLocal = /^url\(\s*["']?#[^"')\s]+["']?\s*\)/i.test(value)
  if (/url\s*\(|\\|@|expression\s*\(/i.test(value) && !isLocal) {
    throw fault(element, name, value, 'refers to something outside the template.')
  }
  if (paints.has(name)) {
    const paint = paintOf(name, value)
    if (paint !== null) return paint
    const remedy = /^context-/.test(value) ? ' Use Object → Path → Stroke to Path.' : ''
    throw fault(element, name, value, `is neither a colour nor a gradient of the template.${remedy}`)
  }
  const allowed = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (allowed?.test(value)) {
    const isNothing = value === 'normal' && (name.endsWith('-spacing') || inStyle.includes(name))
    return isNothing ? null : value
  }
  const nothing = Object.hasOwn(withoutEffect, name) ? withoutEffect[name] : undefined
  if (nothing?.test(value)) return null
  // Programs that flow text also place each line, as for browsers, which know no shapes.
  if (/^(?:shape-inside|shape-subtract|inline-size)$/.test(name)) {
    if (element.children.every((child) => typeof child !== 'string' || child.trim() === '')) return null
    throw fault(element, name, value, 'flows text. Use Text → Convert to Text.')
  }
  const remedy = remedies[name] ?? ofAttributes[name] ?? 'Remove it, or use Object → Path → Object to Path.'
  if (allowed || nothing) throw fault(element, name, value, `is not supported. ${remedy}`)
  const text = element.name === 'text' || element.name === 'tspan'
  throw faultAt(
    element,
    `A <${element.name}> has the attribute or property ${name}, which is not supported. ` +
      (text && !(name in ofAttributes || name in remedies) ? 'Use Path → Object to Path.' : remedy),
  )
}

function fault(element: Element, name: string, value: string, reason: string): TemplateFault {
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  return faultAt(element, `The ${name} ${shown} of a <${element.name}> ${reason}`)
}

const sides: Record<string, string> = { left: '0%', top: '0%', center: '50%', right: '100%', bottom: '100%' }

/** Returns the transform of an element as a matrix, around its origin. */
function transformOf(
  element: Element,
  attribute: string | undefined,
  set: Map<string, string>,
  { width, height }: Cleaning,
): string {
  const css = set.get('transform')
  const value = css ?? attribute ?? ''
  const matrix = parseCssTransform(css === 'none' ? '' : value)
  if (!matrix) throw fault(element, 'transform', value, 'is not supported. Use Object → Ungroup, or matrix().')
  const origin = set.get('transform-origin')
  if (origin === undefined) return `matrix(${matrix.join(' ')})`
  const words = origin
    .trim()
    .toLowerCase()
    .split(/[\s,]+/)
  if (/^(?:top|bottom)$/.test(words[0] ?? '') || /^(?:left|right)$/.test(words[1] ?? '')) {
    words.splice(0, 2, words[1] ?? 'center', words[0] ?? 'center')
  }
  const [x, y] = [words[0] ?? '', words[1] ?? 'center'].map((word, index) =>
    lengthOf(sides[word] ?? word, { em: Number.NaN, whole: index === 0 ? width : height }),
  )
  const isPlain = words.length < 3 || (words.length === 3 && Number.parseFloat(words[2] ?? '') === 0)
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x + y) || !isPlain) {
    throw fault(element, 'transform-origin', origin, 'is not supported. Use Object → Path → Object to Path.')
  }
  return `matrix(${multiply(multiply([1, 0, 0, 1, x, y], matrix), [1, 0, 0, 1, -x, -y]).join(' ')})`
}
