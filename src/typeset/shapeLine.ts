import { Direction, Feature, Buffer as HarfBuzzBuffer, shape as harfbuzz } from 'harfbuzzjs'
import type { Emoji } from './emoji.ts'
import type { Style } from './families.ts'
import type { OpenFont } from './fonts.ts'
import { type HanLanguage, hanScripts } from './scriptFonts.ts'

export type TextStyle = Style & {
  smallCaps: boolean
  /** Extra space between letters, in em. */
  letterSpacing: number
  /** Extra width of spaces, in em. */
  wordSpacing?: number
}

/** Drawn glyph. Lengths are in em. y points down. x and y are relative to the start of the line's baseline. */
export type Glyph = {
  x: number
  y: number
  advance: number
  /** Text of the glyph. '' if the previous glyph includes it. */
  text: string
  /** Index of that text in the line's text. */
  at: number
  rightToLeft: boolean
  /** Whether no font has all of its text, so that another character is drawn, or marks are omitted. */
  isReplaced: boolean
  look: { font: OpenFont; id: number } | { emoji: Emoji }
}

export type Line = {
  text: string
  rightToLeft: boolean
  /** From left to right. */
  glyphs: Glyph[]
  width: number
  /** Extent of ink from the baseline: usually top < 0 < bottom. */
  top: number
  bottom: number
}

/** Language of a text, which determines the forms of shared characters. */
export type Context = { language: string; han: HanLanguage }

/** Part of a text in one direction, script and font. */
export type Run = {
  start: number
  end: number
  level: number
  script: string
  look: OpenFont | Emoji
  /** Replacement for characters that no font has. */
  shown?: string | undefined
}

/** Scripts with separate letters, which allow letter spacing. */
const spaced = new Set([
  ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Cherokee', 'Tifinagh', 'Ethiopic', 'Common'],
  ...hanScripts,
])

/** Size and position of an emoji: a little larger than a capital and slightly below the baseline. */
const EMOJI_SIZE = 1
const EMOJI_RISE = 0.82

export function shapeLine(
  text: string,
  runs: Run[],
  start: number,
  end: number,
  style: TextStyle,
  context: Context,
  rightToLeft: boolean,
): Line {
  const cut = runs
    .filter((run) => run.start < end && run.end > start)
    .map((run) => ({ ...run, start: Math.max(run.start, start), end: Math.min(run.end, end) }))
  const glyphs: Glyph[] = []
  let width = 0
  let top = 0
  let bottom = 0
  let spacing = 0
  for (const run of leftToRight(cut)) {
    const { look, shown } = run
    spacing = 'markup' in look ? 0 : spacingOf(shown ?? text.slice(run.start, run.end), run.script, look, style)
    const shaped =
      'markup' in look ? emojiGlyphs(text, run, look) : fontGlyphs(text, run, look, spacing, style, context)
    for (const { glyph, ink } of shaped) {
      glyphs.push({ ...glyph, x: width + glyph.x, at: glyph.at - start })
      width += glyph.advance + (glyph.text === ' ' ? (style.wordSpacing ?? 0) : 0)
      top = Math.min(top, ink.top)
      bottom = Math.max(bottom, ink.bottom)
    }
  }
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
    rightToLeft: false,
    isReplaced: false,
    look: { emoji },
  }
  return [{ glyph, ink: { top: -EMOJI_RISE, bottom: EMOJI_SIZE - EMOJI_RISE } }]
}

/** Returns the letter spacing. It is 0 for joined scripts, and where the font lacks small capitals. */
function spacingOf(text: string, script: string, look: OpenFont, { letterSpacing, smallCaps }: TextStyle): number {
  if (letterSpacing === 0 || !spaced.has(script)) return 0
  return smallCaps && /\p{Ll}/u.test(text) && !hasSmallCaps(text, look) ? 0 : letterSpacing
}

function hasSmallCaps(text: string, { font }: OpenFont): boolean {
  const [plain, small] = [0, 1].map((value) => {
    const buffer = new HarfBuzzBuffer()
    buffer.addText(text)
    buffer.guessSegmentProperties()
    harfbuzz(font, buffer, [new Feature('smcp', value)])
    return buffer.getGlyphInfos().map(({ codepoint }) => codepoint)
  })
  return String(plain) !== String(small)
}

function fontGlyphs(
  text: string,
  run: Run,
  look: OpenFont,
  spacing: number,
  style: TextStyle,
  context: Context,
): Shaped[] {
  if (run.shown !== undefined) {
    // Keep the original text for copying from a PDF.
    const { shown, ...plain } = run
    const glyphs = fontGlyphs(shown, { ...plain, start: 0, end: shown.length }, look, spacing, style, context)
    const original = text.slice(run.start, run.end)
    return glyphs.map(({ glyph, ink }, index) => ({
      glyph: { ...glyph, text: index === 0 ? original : '', at: run.start, isReplaced: true },
      ink,
    }))
  }
  const buffer = new HarfBuzzBuffer()
  buffer.addText(text, run.start, run.end - run.start)
  buffer.guessSegmentProperties()
  buffer.setDirection(run.level & 1 ? Direction.RTL : Direction.LTR)
  buffer.setLanguage(hanScripts.has(run.script) ? context.han : context.language)
  // Disable ligatures in spaced text.
  const features = spacing !== 0 ? [new Feature('liga', 0), new Feature('clig', 0)] : []
  if (style.smallCaps) features.push(new Feature('smcp', 1))
  harfbuzz(look.font, buffer, features)
  const infos = buffer.getGlyphInfos()
  const positions = buffer.getGlyphPositions()
  const clusters = [...new Set(infos.map((info) => info.cluster))].sort((one, other) => one - other)
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
        rightToLeft: (run.level & 1) === 1,
        isReplaced: false,
        look: { font: look, id: info.codepoint },
      },
      ink: {
        top: y - (extents?.yBearing ?? 0) / em,
        bottom: y - ((extents?.yBearing ?? 0) + (extents?.height ?? 0)) / em,
      },
    }
  })
}
