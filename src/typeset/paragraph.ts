import bidiFactory from 'bidi-js'
import { emojiIn } from './emoji.ts'
import { fontFor, type OpenFont, scriptFontFor } from './fonts.ts'
import { fontsFor, type HanLanguage, hanScripts, scriptOf } from './scriptFonts.ts'
import { type Context, type Line, type Run, shapeLine, type TextStyle } from './shapeLine.ts'

/** Text with its fonts, ready to be cut into lines. */
export type Paragraph = {
  /** In NFC, with spaces instead of line breaks. */
  text: string
  /** Places after a line break. */
  breaks: number[]
  rightToLeft: boolean
  /** Language of a text with Han characters. Null for other texts. */
  language: HanLanguage | null
  /** Shapes a range of the text as one line. */
  line(start: number, end: number): Line
}

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Finds the fonts and directions of a text. Replaces control characters by spaces. Keeps the spaces of a plain text. */
export async function prepare(raw: string, style: TextStyle, context: Context, isPlain = false): Promise<Paragraph> {
  const lines = (isPlain ? raw.normalize('NFC').replace(/\p{Cc}/gu, ' ') : plain(raw)).split('\n')
  const text = lines.join(' ')
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text)
  const runs: Run[] = []
  const segments = [...graphemes.segment(text)].flatMap(splitBlank)
  for (const [place, { segment, index }] of segments.entries()) {
    const level = levels[index] ?? 0
    const script = scriptOf(segment)
    const emoji = await emojiIn(segment)
    let start = index
    for (const { part, emoji: look } of emoji ?? []) {
      runs.push({ start, end: start + part.length, level, script, look })
      start += part.length
    }
    if (!emoji)
      addRun({
        start,
        end: start + segment.length,
        level,
        script,
        ...(await fontOf(segment, script, segments[place + 1]?.segment)),
      })
  }

  function addRun(run: Run): void {
    const before = runs.at(-1)
    const joins = before?.look === run.look && before.level === run.level && !(before.shown ?? run.shown)
    const [one, other] = [before?.script, run.script]
    if (before && joins && (one === 'Common' || other === 'Common' || one === other)) {
      before.end = run.end
      if (one === 'Common') before.script = other
    } else runs.push(run)
  }

  async function fontOf(grapheme: string, script: string, next = ''): Promise<{ look: OpenFont; shown?: string }> {
    const codePoints = [...grapheme].map((character) => character.codePointAt(0) ?? 0)
    const before = runs.at(-1)
    // A dot between Han letters, as in foreign names, is as wide as they are.
    if (grapheme === '·' && hanScripts.has(before?.script ?? '') && hanScripts.has(scriptOf(next))) {
      const wide = await scriptFontFor(codePoints, style, fontsFor('Han', context.han))
      if (wide) return { look: wide }
    }
    // Draw punctuation and spaces in the font of the preceding letters.
    if (script === 'Common' && before && 'has' in before.look && codePoints.every(before.look.has)) {
      return { look: before.look }
    }
    const order = fontsFor(script, context.han)
    const font = await fontFor(codePoints, style, order)
    if (font) return { look: font }
    // Omit marks that the font lacks, instead of the whole letter.
    const bare = await fontFor(codePoints.slice(0, 1), style, order)
    if (bare) return { look: bare, shown: String.fromCodePoint(...codePoints.filter(bare.has)) }
    const look = await fontFor([UNKNOWN], style, order)
    if (look === null) throw new Error('No font has U+FFFD.')
    return { look, shown: String.fromCodePoint(UNKNOWN) }
  }

  const rightToLeft = ((paragraphs[0]?.level ?? 0) & 1) === 1
  const language = runs.some(({ script }) => hanScripts.has(script)) ? context.han : null
  return {
    text,
    breaks: lines.slice(0, -1).map((_, index) => lines.slice(0, index + 1).join(' ').length + 1),
    rightToLeft,
    language,
    line: (start, end) => shapeLine(text, runs, start, end, style, context, rightToLeft),
  }
}

type Segment = { segment: string; index: number }

/** Separates a blank from the marks after it: fonts of scripts have no blanks. */
function splitBlank({ segment, index }: Segment): Segment[] {
  if (!/^\s./su.test(segment)) return [{ segment, index }]
  return [
    { segment: segment.slice(0, 1), index },
    { segment: segment.slice(1), index: index + 1 },
  ]
}

/** Replacement for a character that no font has: � */
const UNKNOWN = 0xfffd

/** Normalizes to NFC, without control characters other than line feeds, and without empty lines. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, (space) => (lineBreak.test(space) ? '\n' : ' '))
    .trim()
}

const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/u
