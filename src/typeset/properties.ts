import { plainColourOf } from './colour.ts'
import { lengthPattern } from './length.ts'

const number = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?'
const share = `${number}%?`
const local = 'url\\(\\s*["\']?#[^"\')\\s]+["\']?\\s*\\)'
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'i')
const either = (words: string) => whole(words.replaceAll(' ', '|'))
const blends =
  'normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light difference exclusion ' +
  'hue saturation color luminosity'
const baselines =
  'auto alphabetic baseline middle central mathematical hanging text-before-edge before-edge text-top text-after-edge ' +
  'after-edge text-bottom ideographic'

/** Properties that are drawn, with the values that are supported. Paints are checked by `paintOf`. */
export const properties: Record<string, RegExp> = {
  'fill-opacity': whole(share),
  'stroke-opacity': whole(share),
  'stop-opacity': whole(share),
  opacity: whole(share),
  'fill-rule': either('nonzero evenodd'),
  'clip-rule': either('nonzero evenodd'),
  'stroke-width': whole(lengthPattern),
  'stroke-linecap': either('butt round square'),
  'stroke-linejoin': either('miter round bevel'),
  'stroke-miterlimit': whole(number),
  'stroke-dasharray': whole(`none|${lengthPattern}(?:\\s*,\\s*${lengthPattern}|\\s+${lengthPattern})*`),
  'stroke-dashoffset': whole(lengthPattern),
  'clip-path': whole(`none|${local}`),
  mask: whole(`none|${local}`),
  'mask-type': either('luminance alpha'),
  marker: whole(`none|${local}`),
  'marker-start': whole(`none|${local}`),
  'marker-mid': whole(`none|${local}`),
  'marker-end': whole(`none|${local}`),
  display: either('none inline block'),
  visibility: either('visible hidden collapse'),
  overflow: either('visible hidden auto'),
  'paint-order': whole('normal|(?:fill|stroke|markers)(?:\\s+(?:fill|stroke|markers)){0,2}'),
  'mix-blend-mode': either(blends),
  isolation: either('auto isolate'),
  'shape-rendering': either('auto crispEdges geometricPrecision optimizeSpeed'),
  'image-rendering': either('auto optimizeQuality optimizeSpeed'),
  'font-family': /^[^<>]+$/,
  'font-size': whole(lengthPattern),
  'font-weight': either('normal bold bolder 100 200 300 400 500 600 700 800 900'),
  'font-style': either('normal italic oblique'),
  'font-variant': either('normal small-caps'),
  'letter-spacing': whole(`normal|${lengthPattern}`),
  'word-spacing': whole(`normal|${lengthPattern}`),
  'text-anchor': either('start middle end'),
  'dominant-baseline': either(baselines),
  'white-space': either('normal nowrap pre pre-wrap break-spaces'),
}

/** Properties that change nothing with these values. Others are not supported. */
export const withoutEffect: Record<string, RegExp> = {
  filter: either('none'),
  'alignment-baseline': either('auto baseline'),
  'baseline-shift': whole('baseline|0(?:px|%)?'),
  'color-interpolation': either('auto sRGB'),
  'color-interpolation-filters': either('auto sRGB linearRGB'),
  'color-rendering': /^/,
  'color-profile': either('auto sRGB'),
  cursor: /^/,
  direction: either('ltr'),
  'enable-background': /^/,
  'flood-color': /^/,
  'flood-opacity': /^/,
  'font-feature-settings': either('normal'),
  'font-kerning': either('auto normal'),
  'font-optical-sizing': either('auto'),
  'font-size-adjust': either('none'),
  'font-stretch': whole('normal|100%'),
  'font-synthesis': /^/,
  'font-variant-alternates': either('normal'),
  'font-variant-caps': either('normal'),
  'font-variant-east-asian': either('normal'),
  'font-variant-ligatures': either('normal'),
  'font-variant-numeric': either('normal'),
  'font-variant-position': either('normal'),
  'font-variation-settings': either('normal'),
  'glyph-orientation-horizontal': whole('0(?:deg)?'),
  'glyph-orientation-vertical': whole('auto|0(?:deg)?'),
  kerning: either('auto'),
  'lighting-color': /^/,
  // Each line of a text has its own place, so that these do not move it.
  'line-height': /^/,
  'text-align': /^/,
  'text-align-last': /^/,
  'text-decoration': whole('none(?: solid.*)?'),
  'text-decoration-line': either('none'),
  'text-decoration-color': /^/,
  'text-decoration-style': /^/,
  'text-indent': whole('0(?:px)?'),
  'text-orientation': either('mixed'),
  'text-overflow': /^/,
  'text-rendering': /^/,
  'text-shadow': either('none'),
  'text-transform': either('none'),
  'pointer-events': /^/,
  'scroll-behavior': /^/,
  'shape-margin': whole('0(?:px)?'),
  'shape-padding': whole('0(?:px)?'),
  'solid-color': /^/,
  'solid-opacity': /^/,
  'transform-box': either('view-box'),
  'unicode-bidi': either('normal'),
  'user-select': /^/,
  'vector-effect': either('none'),
  'will-change': /^/,
  'writing-mode': whole('lr|lr-tb|horizontal-tb'),
}

/** What to do about a property with a value that is not supported. */
export const remedies: Record<string, string> = {
  filter: 'Filters (shadows, blurs) are not supported. Use an image instead.',
  'vector-effect': 'Use Object → Path → Stroke to Path.',
  'color-interpolation': 'Use sRGB.',
  'transform-box': 'Use Object → Path → Object to Path, or a transform without an origin.',
  '-webkit-text-stroke': 'Use stroke and stroke-width.',
  font: 'Write font-size, font-family and so on separately.',
}
for (const name of ['marker', 'marker-start', 'marker-mid', 'marker-end', 'stroke-dasharray', 'stroke-width']) {
  remedies[name] = 'Use Object → Path → Stroke to Path.'
}

export const paints = new Set(['fill', 'stroke', 'color', 'stop-color'])
const gradient = new RegExp(`^(${local})(?:\\s+(\\S.*))?$`, 'i')

/** Returns a paint in a form that every renderer reads, or null. */
export function paintOf(name: string, value: string): string | null {
  if (/^currentcolor$/i.test(value)) return name === 'color' ? null : 'currentColor'
  const shape = name === 'fill' || name === 'stroke'
  if (shape && /^none$/i.test(value)) return 'none'
  const [, reference, fallback] = value.match(gradient) ?? []
  if (reference === undefined) return plainColourOf(value)
  if (!shape) return null
  if (fallback === undefined) return reference
  const plain = paintOf(name, fallback)
  return plain === null ? null : `${reference} ${plain}`
}
