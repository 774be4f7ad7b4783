import { checkImage } from './checkImage.ts'
import { faultInPath, faultInPoints } from './checkPath.ts'
import { choicesOf } from './chooseSwitch.ts'
import { cleanProperties } from './cleanProperties.ts'
import { lengthPattern } from './length.ts'
import { parseTransform } from './matrix.ts'
import { readDeclarations, type StyleSheet } from './styleSheet.ts'
import type { Element } from './svg.ts'
import { placeOf } from './template.ts'
import { faultAt, type TemplateFault } from './templateFault.ts'

/** Maximum length of an attribute. Inherited ones are read for every text, so long ones would be slow. */
const MAX_CHARACTERS = 1000

const shapes = 'path rect circle ellipse line polyline polygon'
const others =
  'svg g switch defs use symbol image clipPath mask pattern marker linearGradient radialGradient stop text tspan'
const kept = new Set(`${shapes} ${others}`.split(' '))
// A filter or style that nothing uses has no effect, and those that are used are rejected or applied.
const ignored = new Set(['title', 'desc', 'metadata', 'style', 'filter'])
/** Elements whose content is drawn elsewhere, or not at all. */
const stores = ['defs', 'clipPath', 'symbol', 'mask', 'pattern', 'marker']

const convert = 'In Inkscape, use Text → Convert to Text.'
const reasons: Record<string, string> = {
  script: 'Templates cannot contain scripts.',
  foreignObject: 'Templates cannot contain other documents.',
  a: 'Links are not supported. Ungroup the link.',
  svg: 'Only the root can be an <svg>. Ungroup the inner drawing.',
  flowRoot: `Flowed text is not supported. ${convert}`,
  textPath: 'Text on a path is not supported. Use Path → Object to Path.',
  tref: 'Write the text itself.',
  font: 'Fonts cannot be embedded. Remove it, and convert its text with Path → Object to Path.',
  'font-face': 'Fonts cannot be embedded. Remove it, and convert its text with Path → Object to Path.',
  meshgradient: 'Mesh gradients are not supported. Use an image instead.',
  hatch: 'Hatches are not supported. Use Object → Path → Object to Path.',
}

const lengths = 'x y width height rx ry cx cy r x1 y1 x2 y2 fx fy dx dy refX refY markerWidth markerHeight'
const units = whole('userSpaceOnUse|objectBoundingBox')
/** Attributes that are not properties, with their values. */
const attributes: Record<string, RegExp> = {
  ...Object.fromEntries(lengths.split(' ').map((name) => [name, whole(lengthPattern)])),
  offset: whole('[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?%?'),
  orient: whole('auto|auto-start-reverse|-?[\\d.]+(?:deg)?'),
  markerUnits: whole('strokeWidth|userSpaceOnUse'),
  spreadMethod: whole('pad|reflect|repeat'),
  preserveAspectRatio: whole('(?:none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?:\\s+(?:meet|slice))?'),
  ...Object.fromEntries(
    ['clipPath', 'gradient', 'mask', 'maskContent', 'pattern', 'patternContent'].map((name) => [`${name}Units`, units]),
  ),
  'xml:space': whole('default|preserve'),
  'data-vertical': whole('top|middle|bottom'),
  'data-smallest': whole('(?:\\d+\\.?\\d*|\\.\\d+)(?:px)?'),
  ...Object.fromEntries('d points viewBox href id data-place'.split(' ').map((name) => [name, /^/])),
}
const transforms = new Set(['transform', 'gradientTransform', 'patternTransform'])
/** Attributes without a maximum length, because they are not inherited. */
const unlimited = new Set(['d', 'points', 'href', 'style'])
/** Attributes that do not change the drawing. */
const harmless = new Set(
  (
    'class style label version baseProfile lang role tabindex focusable name type title show actuate arcrole requiredFeatures ' +
    'contentScriptType contentStyleType externalResourcesRequired zoomAndPan fr'
  ).split(' '),
)

const remedies: Record<string, string> = {
  pathLength: 'Use Object → Path → Stroke to Path.',
  textLength: convert,
  lengthAdjust: convert,
  rotate: 'Use Path → Object to Path.',
}

/** `fonts` has the hashes of the site's fonts by name. */
export type Cleaning = { sheet: StyleSheet; width: number; height: number; fonts: Record<string, string> }

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'i')
}

/** Resolves styles and removes metadata. Throws TemplateFault for everything that would be drawn in another way. */
export function cleanElement(element: Element, cleaning: Cleaning, parents: string[]): Element {
  const { name } = element
  if (!kept.has(name) || (name === 'svg' && parents.length > 0)) {
    const reason = Object.hasOwn(reasons, name) ? reasons[name] : 'This element is not supported.'
    throw faultAt(element, `It contains a <${name}>. ${reason}`)
  }
  const place = placeOf(element)
  const store = parents.find((parent) => stores.includes(parent))
  if (place !== null && store) {
    throw faultAt(element, `The place ${place} is inside <defs> or <clipPath>, so it is not drawn. Move it out.`)
  }
  const isText = name === 'text' || name === 'tspan'
  if (isText && store && store !== 'defs') {
    const what = store === 'clipPath' ? 'clip path' : store
    throw faultAt(element, `A ${what} contains text. Convert the text to a path.`)
  }
  const parent = parents.at(-1)
  if ((name === 'tspan') !== (parent === 'text' || parent === 'tspan')) {
    throw faultAt(element, `A <${parent}> contains a <${name}>. Move it out.`)
  }
  const children = name === 'switch' ? choicesOf(element) : element.children
  return {
    // Only the chosen part is left, so that no renderer has to choose.
    name: name === 'switch' ? 'g' : name,
    attributes: { ...cleanAttributes(element, cleaning), ...(place === null ? {} : { 'data-place': place }) },
    children: children.flatMap((child): (Element | string)[] => {
      if (typeof child === 'string') return isText ? [child] : []
      if (ignored.has(child.name) || isEmptyFlow(child)) return []
      return [cleanElement(child, cleaning, [...parents, name])]
    }),
    ...(element.line !== undefined && { line: element.line }),
  }
}

/** Returns whether an element is flowed text without text, which Inkscape leaves behind. */
function isEmptyFlow(element: Element): boolean {
  const hasText = ({ children }: Element): boolean =>
    children.some((child) => (typeof child === 'string' ? child.trim() !== '' : hasText(child)))
  return element.name === 'flowRoot' && !hasText(element)
}

function cleanAttributes(element: Element, cleaning: Cleaning): Record<string, string> {
  const clean: Record<string, string> = {}
  const presentation: [string, string][] = []
  for (const [name, value] of Object.entries(element.attributes)) {
    if (/^on/i.test(name))
      throw faultAt(element, `A <${element.name}> has the event handler ${name}. Templates cannot contain scripts.`)
    if (value.length > MAX_CHARACTERS && !unlimited.has(name)) throw tooLong(element, name, value)
    if (!unlimited.has(name) && !harmless.has(name) && /expression\s*\(|url\s*\((?!\s*["']?#)/i.test(value)) {
      throw faultAt(element, `The ${name} ${shorten(value)} refers to something outside the template.`)
    }
    const allowed = Object.hasOwn(attributes, name) ? attributes[name] : undefined
    if (allowed) clean[name] = cleanValue(element, name, value.trim(), allowed)
    else if (transforms.has(name)) clean[name] = cleanTransform(element, name, value)
    else if (name === 'fr' && !/^0(?:px|%)?$/.test(value.trim())) {
      throw faultAt(element, `A <${element.name}> has the attribute fr ${shorten(value)}. Use a gradient from a point.`)
    } else if (!harmless.has(name) && !/^(?:data|aria)-/.test(name)) presentation.push([name, value.trim()])
  }
  if (clean.href !== undefined) checkHref(element, clean.href)
  const isLong = readDeclarations(element.attributes.style ?? '').find(({ value }) => value.length > MAX_CHARACTERS)
  if (isLong) throw tooLong(element, isLong.property, isLong.value)
  return cleanProperties(element, presentation, clean, cleaning, remedies)
}

function cleanValue(element: Element, name: string, value: string, allowed: RegExp): string {
  // SVG would draw them up to their first fault.
  const fault = name === 'd' ? faultInPath(value) : name === 'points' ? faultInPoints(value) : null
  if (fault !== null) {
    throw faultAt(
      element,
      `The ${name} of a <${element.name}> is invalid from character ${fault + 1} on: ${shorten(value.slice(fault))}. ` +
        'Export the drawing again.',
    )
  }
  if (allowed.test(value)) return value
  if (name === 'data-vertical') throw wrongValue(element, name, value, 'Use top, middle or bottom.')
  if (name === 'data-smallest') throw wrongValue(element, name, value, 'Use a number, in units of the drawing.')
  if (/^(?:text|tspan)$/.test(element.name) && /^[\d\s.,e+-]+$/i.test(value)) {
    throw faultAt(
      element,
      `The ${name} ${shorten(value)} of a <${element.name}> places each letter. ${convert} Or use Path → Object to Path.`,
    )
  }
  throw wrongValue(element, name, value, 'Use Object → Path → Object to Path, or export the drawing again.')
}

function wrongValue(element: Element, name: string, value: string, remedy: string): TemplateFault {
  return faultAt(element, `The ${name} ${shorten(value)} of a <${element.name}> is not supported. ${remedy}`)
}

function tooLong(element: Element, name: string, value: string) {
  return faultAt(element, `The ${name} ${shorten(value)} is longer than ${MAX_CHARACTERS} characters.`)
}

/** Normalizes a transform to one matrix, so that every renderer reads it the same way. */
function cleanTransform(element: Element, name: string, value: string): string {
  const matrix = parseTransform(value.trim())
  if (matrix) return `matrix(${matrix.join(' ')})`
  throw faultAt(
    element,
    `The ${name} ${shorten(value)} is invalid. It must be a list of matrix, translate, scale and so on.`,
  )
}

function checkHref(element: Element, href: string): void {
  if (element.name === 'image') checkImage(href)
  else if (!/^#[^\s#]+$/.test(href)) {
    throw faultAt(element, `A <${element.name}> refers to ${shorten(href)}, which is outside the template.`)
  }
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
