import { checkImage } from './checkImage.ts'
import { parseTransform } from './matrix.ts'
import type { Element } from './svg.ts'
import { placeOf } from './template.ts'
import { TemplateFault } from './templateFault.ts'

/** Maximum length of an attribute. Inherited ones are read for every text, so long ones would be slow. */
const MAX_CHARACTERS = 1000

const shapes = 'path rect circle ellipse line polyline polygon'
const others = 'svg g defs use image clipPath linearGradient radialGradient stop text tspan'
const kept = new Set(`${shapes} ${others}`.split(' '))
const ignored = new Set(['title', 'desc', 'metadata'])

const reasons: Record<string, string> = {
  script: 'Templates cannot contain scripts.',
  foreignObject: 'Templates cannot contain other documents.',
  style: 'Use attributes instead: save with Inkscape, or in Illustrator choose “Presentation Attributes”.',
  filter: 'Filters (shadows, blurs) are not supported. Use an image instead.',
  mask: 'Masks are not supported. Use a clip path or an image.',
  pattern: 'Patterns are not supported. Convert them to objects.',
  a: 'Links are not supported.',
}

const numbers = 'x y width height rx ry cx cy r x1 y1 x2 y2 fx fy offset d points transform viewBox'
const references = 'href preserveAspectRatio clipPathUnits gradientUnits gradientTransform spreadMethod'
const painting =
  'fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit ' +
  'stroke-dasharray stroke-dashoffset opacity stop-color stop-opacity clip-path clip-rule color display visibility'
const type = 'font-family font-size font-weight font-style font-variant letter-spacing text-anchor'
const styles = new Set(`${painting} ${type}`.split(' '))
const paints = new Set(['fill', 'stroke', 'color', 'stop-color'])
const colour = '(?:#[0-9a-f]{3,8}|[a-z-]+|(?:rgb|hsl)a?\\([\\w\\s.,%/+-]*\\))'
const gradient = 'url\\(\\s*["\']?#[^"\')\\s]+["\']?\\s*\\)'
/** Matches a colour, a keyword, or a gradient of the template with an optional fallback. */
const paint = new RegExp(`^(?:${colour}|${gradient}(?:\\s+${colour})?)$`, 'i')
const attributes = new Set([
  ...styles,
  ...`id data-place data-vertical data-smallest ${numbers} ${references}`.split(' '),
])
/** Attributes without a maximum length, because they are not inherited. */
const unlimited = new Set(['d', 'points', 'href'])

/** Removes attributes and text that are not allowed. Throws TemplateFault for forbidden elements. */
export function cleanElement(element: Element, parents: string[]): Element {
  const { name } = element
  if (!kept.has(name) || (name === 'svg' && parents.length > 0)) {
    throw new TemplateFault(
      `It contains a <${name}>. ${Object.hasOwn(reasons, name) ? reasons[name] : 'This element is not supported.'}`,
    )
  }
  const place = placeOf(element)
  if (place !== null && parents.some((parent) => parent === 'defs' || parent === 'clipPath')) {
    throw new TemplateFault(`The place ${place} is inside <defs> or <clipPath>, so it is not drawn. Move it out.`)
  }
  const isText = name === 'text' || name === 'tspan'
  if (isText && parents.includes('clipPath')) {
    throw new TemplateFault('A clip path contains text. Convert the text to a path.')
  }
  return {
    name,
    attributes: { ...cleanAttributes(element), ...(place === null ? {} : { 'data-place': place }) },
    children: element.children.flatMap((child): (Element | string)[] => {
      if (typeof child === 'string') return isText ? [child] : []
      return ignored.has(child.name) ? [] : [cleanElement(child, [...parents, name])]
    }),
  }
}

function cleanAttributes(element: Element): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(element.attributes)) {
    if (/^on/i.test(name))
      throw new TemplateFault(`A <${element.name}> has the event handler ${name}. Templates cannot contain scripts.`)
    if (name === 'style') {
      for (const [property, set] of declarationsOf(value)) {
        if (styles.has(property)) clean[property] = cleanValue(property, set)
      }
    } else if (attributes.has(name)) clean[name] ??= cleanValue(name, value)
    else if (name === 'filter' || name === 'mask')
      throw new TemplateFault(`A <${element.name}> has a ${name}. ${reasons[name]}`)
  }
  if (clean.href !== undefined) checkHref(element.name, clean.href)
  return clean
}

function declarationsOf(style: string): [string, string][] {
  return style.split(';').flatMap((declaration): [string, string][] => {
    const colon = declaration.indexOf(':')
    return colon < 0 ? [] : [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()]]
  })
}

/** Rejects very long values, and values that load external content in any notation. */
function cleanValue(name: string, value: string): string {
  if (value.length > MAX_CHARACTERS && !unlimited.has(name)) {
    throw new TemplateFault(`The ${name} ${shorten(value)} is longer than ${MAX_CHARACTERS} characters.`)
  }
  const isLocal = /^url\(\s*["']?#[^"')\s]+["']?\s*\)(\s+#?[a-z0-9]+)?$/i.test(value)
  if (name !== 'href' && /url\s*\(|\\|@|expression\s*\(/i.test(value) && !isLocal) {
    throw new TemplateFault(`The ${name} ${shorten(value)} refers to something outside the template.`)
  }
  const clean = value.trim()
  if (paints.has(name) && !paint.test(clean)) {
    throw new TemplateFault(`The ${name} ${shorten(value)} is neither a colour nor a gradient of the template.`)
  }
  return name === 'transform' || name === 'gradientTransform' ? cleanTransform(name, clean) : clean
}

/** Normalizes a transform to one matrix, so that every renderer reads it the same way. */
function cleanTransform(name: string, value: string): string {
  const matrix = parseTransform(value)
  if (!matrix) {
    throw new TemplateFault(
      `The ${name} ${shorten(value)} is invalid. It must be a list of matrix, translate, scale and so on.`,
    )
  }
  return `matrix(${matrix.join(' ')})`
}

function checkHref(element: string, href: string): void {
  if (element === 'image') checkImage(href)
  else if (!/^#[^\s#]+$/.test(href)) {
    throw new TemplateFault(`A <${element}> refers to ${shorten(href)}, which is outside the template.`)
  }
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
