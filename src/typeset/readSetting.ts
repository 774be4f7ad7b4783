import { type Family, families, type Style } from './families.ts'
import type { Setting } from './fit.ts'
import { TemplateFault } from './templateFault.ts'

export function readSetting(
  attributes: Record<string, string>,
  defaults: Pick<Setting, 'size' | 'anchor' | 'vertical' | 'isList'>,
): Setting {
  const size = Number.parseFloat(attributes['font-size'] ?? '')
  const anchor = attributes['text-anchor']
  const most = size > 0 ? size : defaults.size
  return {
    ...defaults,
    style: {
      ...familyOf(attributes['font-family']),
      weight: weightOf(attributes['font-weight']),
      italic: /italic|oblique/.test(attributes['font-style'] ?? ''),
      smallCaps: /small-caps/.test(attributes['font-variant'] ?? ''),
      letterSpacing: ratio(attributes['letter-spacing'], most),
      wordSpacing: ratio(attributes['word-spacing'], most),
    },
    size: most,
    smallest: Math.min(most, Math.max(0, Number.parseFloat(attributes['data-smallest'] ?? '') || 0)),
    anchor: anchor === 'start' || anchor === 'middle' || anchor === 'end' ? anchor : defaults.anchor,
  }
}

/** Returns a spacing in em. Limits it, so that letters neither overlap completely nor leave the page. */
function ratio(text: string | undefined, size: number): number {
  return Math.max(-0.5, Math.min((Number.parseFloat(text ?? '') || 0) / size, 1))
}

/** Returns the first available family of a list, as CSS does, and the site's font if that comes first. */
function familyOf(list: string | undefined): Pick<Style, 'family' | 'siteFont'> {
  const entries = list === undefined ? ['serif'] : list.toLowerCase().split(',')
  let siteFont: string | undefined
  for (const entry of entries) {
    const name = entry.trim().replace(/^["']|["']$/g, '')
    siteFont ??= name.match(/^[a-z0-9-]+@([0-9a-f]{64})$/)?.[1]
    const family = families.find((family) => family.toLowerCase() === name) ?? generic[name]
    if (family) return { family, ...(siteFont !== undefined && { siteFont }) }
  }
  if (siteFont !== undefined) return { family: 'EB Garamond', siteFont }
  throw new TemplateFault(
    `The font ${list} is not available. Use ${families.join(' or ')}, add serif or sans-serif as a fallback, or upload ` +
      'the font.',
  )
}

const generic: Partial<Record<string, Family>> = { serif: 'EB Garamond', 'sans-serif': 'Source Sans 3' }

function weightOf(text: string | undefined): 400 | 500 | 600 | 700 {
  if (text === 'bold' || text === 'bolder') return 700
  const number = Number(text ?? 400)
  return ([700, 600, 500] as const).find((weight) => number >= weight) ?? 400
}
