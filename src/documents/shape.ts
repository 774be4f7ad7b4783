import bidiFactory from 'bidi-js'
import { Direction, Feature, Buffer as HarfBuzzBuffer, shape as harfbuzz } from 'harfbuzzjs'
import { type Emoji, emojiFor } from './emoji.ts'
import type { Style } from './families.ts'
import { fontFor, type OpenFont, type Other } from './fonts.ts'

export type TextStyle = Style & {
  smallCaps: boolean
  /** Between letters, in em. */
  letterSpacing: number
}

/** A drawn piece of text. Lengths are in em, y goes down, x and y are from the start of the line's baseline. */
export type Glyph = {
  x: number
  y: number
  advance: number
  /** What it says, in the order of reading; '' where the glyph before it says it already. */
  text: string
  /** Where in the line's text that stands. */
  at: number
  look: { font: OpenFont; id: number } | { emoji: Emoji }
}

export type Line = {
  text: string
  rightToLeft: boolean
  /** From left to right. */
  glyphs: Glyph[]
  width: number
  /** Where ink is, from the baseline: usually top < 0 < bottom. */
  top: number
  bottom: number
}

/** A text whose fonts are found: lines can be cut from it. */
export type Paragraph = {
  text: string
  rightToLeft: boolean
  /** Shapes the text from one place up to another, as one line. */
  line(start: number, end: number): Line
}

/** What is written around a text: characters that languages share look different in each. */
export type Context = { language: string; scripts: Other[] }

type Run = { start: number; end: number; level: number; script: string; look: OpenFont | Emoji }

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const scripts = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Thai',
  'Hangul',
  'Han',
  'Hiragana',
  'Katakana',
]
const scriptTests = scripts.map((script): [string, RegExp] => [script, new RegExp(`\\p{Script=${script}}`, 'u')])
/** Letters of these stand apart, so that space may be put between them. */
const spaced = new Set(['Latin', 'Greek', 'Cyrillic', 'Common', 'Han', 'Hiragana', 'Katakana', 'Hangul'])

/** An emoji's square: somewhat larger than a capital, and standing a little below the baseline, as fonts do it. */
const EMOJI_SIZE = 1
const EMOJI_RISE = 0.82

/** Finds fonts and directions for a text; line breaks and the like in it become spaces. */
export async function prepare(
  raw: string,
  style: TextStyle,
  { language, scripts: order }: Context,
): Promise<Paragraph> {
  const text = plain(raw)
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text)
  const runs: Run[] = []
  for (const { segment, index } of graphemes.segment(text)) {
    const before = runs.at(-1)
    const level = levels[index] ?? 0
    const script = scriptTests.find(([, test]) => test.test(segment))?.[0] ?? 'Common'
    const look = (await emojiFor(segment)) ?? (await fontOf(segment, script, before))
    const end = index + segment.length
    const joins = before?.look === look && before.level === level && !('markup' in look)
    if (before && joins && (script === 'Common' || before.script === 'Common' || script === before.script)) {
      before.end = end
      if (before.script === 'Common') before.script = script
    } else runs.push({ start: index, end, level, script, look })
  }

  async function fontOf(grapheme: string, script: string, before: Run | undefined): Promise<OpenFont> {
    const codePoints = [...grapheme].map((character) => character.codePointAt(0) ?? 0)
    // Punctuation and spaces look like the letters before them.
    if (script === 'Common' && before && 'has' in before.look && codePoints.every(before.look.has)) return before.look
    const font = (await fontFor(codePoints, style, order)) ?? (await fontFor([0xfffd], style, order))
    if (font === null) throw new Error('A font without U+FFFD.')
    return font
  }

  const rightToLeft = ((paragraphs[0]?.level ?? 0) & 1) === 1
  return { text, rightToLeft, line: (start, end) => shapeLine(text, runs, start, end, style, language, rightToLeft) }
}

/** Composed, in one line, without controls. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}

function shapeLine(
  text: string,
  runs: Run[],
  start: number,
  end: number,
  style: TextStyle,
  language: string,
  rightToLeft: boolean,
): Line {
  const cut = runs
    .filter((run) => run.start < end && run.end > start)
    .map((run) => ({ ...run, start: Math.max(run.start, start), end: Math.min(run.end, end) }))
  const glyphs: Glyph[] = []
  let width = 0
  let top = 0
  let bottom = 0
  for (const run of leftToRight(cut)) {
    const shaped =
      'markup' in run.look ? emojiGlyphs(text, run, run.look) : fontGlyphs(text, run, run.look, style, language)
    for (const { glyph, ink } of shaped) {
      glyphs.push({ ...glyph, x: width + glyph.x, at: glyph.at - start })
      width += glyph.advance
      top = Math.min(top, ink.top)
      bottom = Math.max(bottom, ink.bottom)
    }
  }
  const spacing = style.letterSpacing
  return { text: text.slice(start, end), rightToLeft, glyphs, width: Math.max(0, width - spacing), top, bottom }
}

/** Reorders runs for display: rule L2 of the Unicode Bidirectional Algorithm. */
function leftToRight(runs: Run[]): Run[] {
  const ordered = [...runs]
  const highest = Math.max(0, ...runs.map((run) => run.level))
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < ordered.length; from += 1) {
      let to = from
      while ((ordered[to]?.level ?? -1) >= level) to += 1
      ordered.splice(from, to - from, ...ordered.slice(from, to).reverse())
      from = to
    }
  }
  return ordered
}

type Shaped = { glyph: Glyph; ink: { top: number; bottom: number } }

function emojiGlyphs(text: string, run: Run, emoji: Emoji): Shaped[] {
  const glyph = {
    x: 0,
    y: -EMOJI_RISE,
    advance: EMOJI_SIZE * 1.08,
    text: text.slice(run.start, run.end),
    at: run.start,
    look: { emoji },
  }
  return [{ glyph, ink: { top: -EMOJI_RISE, bottom: EMOJI_SIZE - EMOJI_RISE } }]
}

function fontGlyphs(text: string, run: Run, look: OpenFont, style: TextStyle, language: string): Shaped[] {
  const buffer = new HarfBuzzBuffer()
  buffer.addText(text, run.start, run.end - run.start)
  buffer.guessSegmentProperties()
  buffer.setDirection(run.level & 1 ? Direction.RTL : Direction.LTR)
  buffer.setLanguage(language)
  // Spaced letters are not to be joined to ligatures.
  const features = style.letterSpacing > 0 ? [new Feature('liga', 0), new Feature('clig', 0)] : []
  if (style.smallCaps) features.push(new Feature('smcp', 1))
  harfbuzz(look.font, buffer, features)
  const infos = buffer.getGlyphInfos()
  const positions = buffer.getGlyphPositions()
  const clusters = [...new Set(infos.map((info) => info.cluster))].sort((one, other) => one - other)
  const spacing = spaced.has(run.script) ? style.letterSpacing : 0
  let cluster = -1
  return infos.map((info, index) => {
    const place = positions[index]
    if (!place) throw new Error('A glyph without a position.')
    const begins = info.cluster !== cluster
    const ends = infos[index + 1]?.cluster !== info.cluster
    cluster = info.cluster
    const next = clusters[clusters.indexOf(cluster) + 1] ?? run.end
    const em = look.unitsPerEm
    const extents = look.font.glyphExtents(info.codepoint)
    const y = -place.yOffset / em
    return {
      glyph: {
        x: place.xOffset / em,
        y,
        advance: place.xAdvance / em + (ends ? spacing : 0),
        text: begins ? text.slice(cluster, next) : '',
        at: cluster,
        look: { font: look, id: info.codepoint },
      },
      ink: {
        top: y - (extents?.yBearing ?? 0) / em,
        bottom: y - ((extents?.yBearing ?? 0) + (extents?.height ?? 0)) / em,
      },
    }
  })
}
