import { emojiIn } from './emoji.ts'
import { type Fitted, fit } from './fit.ts'
import { prepare } from './paragraph.ts'
import { hanLanguageOf, scriptOf } from './scriptFonts.ts'
import type { Template } from './template.ts'

/** Names of a site, longest first. */
export type Names = { holder: string[]; course: string[] }

/** How a template draws a name: its size as a share of the template's, its lines, and whether its end is missing. */
export type TriedName = { place: keyof Names; text: string; size: number; lines: number; isCut: boolean }

/** Maximum number of groups of scripts for a place, and of names of a group that are measured. */
const MAX_GROUPS = 12
const MAX_MEASURED = 3

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Draws the widest name of each script, and of each mix of scripts, in the places of a template. Widest first. */
export async function tryNames(template: Template, names: Names): Promise<TriedName[]> {
  const tried: TriedName[] = []
  for (const place of ['holder', 'course'] as const) {
    for (const text of await widestNames(template, place, names[place])) {
      tried.push({ place, text, ...(await drawnIn(template, place, text)) })
    }
  }
  return tried
}

async function widestNames(template: Template, place: keyof Names, names: string[]): Promise<string[]> {
  const style = boxesOf(template, place)[0]?.setting.style
  if (!style) return []
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const scripts = await scriptsOf(name)
    const group = groups.get(scripts) ?? []
    if (group.length < MAX_MEASURED && (groups.has(scripts) || groups.size < MAX_GROUPS)) {
      groups.set(scripts, [...group, name])
    }
  }
  const widest: { name: string; width: number }[] = []
  for (const group of groups.values()) {
    let best = { name: '', width: -1 }
    for (const name of group) {
      const paragraph = await prepare(name, style, contextOf(name))
      const { width } = paragraph.line(0, paragraph.text.length)
      if (width > best.width) best = { name, width }
    }
    widest.push(best)
  }
  return widest.sort((one, other) => other.width - one.width).map(({ name }) => name)
}

/** Returns the smallest size and the most lines of a name in the boxes of a place. */
async function drawnIn(
  template: Template,
  place: keyof Names,
  text: string,
): Promise<Pick<TriedName, 'size' | 'lines' | 'isCut'>> {
  const drawn = { size: 1, lines: 1, isCut: false }
  for (const { setting, box } of boxesOf(template, place)) {
    const fitted: Fitted = await fit(text, setting, box, contextOf(text))
    const whole = await prepare(text, setting.style, contextOf(text))
    drawn.size = Math.min(drawn.size, ...fitted.lines.map(({ size }) => size / setting.size))
    drawn.lines = Math.max(drawn.lines, fitted.lines.length)
    drawn.isCut ||= fitted.text !== whole.text
  }
  return { ...drawn, size: Number(drawn.size.toFixed(3)) }
}

function boxesOf({ texts }: Template, place: keyof Names) {
  return texts.flatMap((text) => (text.kind === 'box' && text.place === place ? [text] : []))
}

function contextOf(text: string) {
  return { language: 'en', han: hanLanguageOf(text) }
}

/** Returns the scripts of a name, such as `Arabic Latin`. */
async function scriptsOf(name: string): Promise<string> {
  const found = new Set<string>()
  for (const { segment } of graphemes.segment(name)) {
    const script = (await emojiIn(segment)) ? 'Emoji' : scriptOf(segment)
    if (script !== 'Common') found.add(script)
  }
  return [...found].sort().join(' ')
}
