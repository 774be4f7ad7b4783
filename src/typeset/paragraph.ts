import bidiFactory from 'bidi-js'
import { emojiIn } from './emoji.ts'
import { fontFor, type HanLanguage, type OpenFont, scriptsFor } from './fonts.ts'
import { type Context, hanScripts, type Line, type Run, shapeLine, type TextStyle } from './shapeLine.ts'

/** Text with its fonts, ready to be cut into lines. */
export type Paragraph = {
  text: string
  rightToLeft: boolean
  /** Language of a text with Han characters. Null for other texts. */
  language: HanLanguage | null
  /** Shapes a range of the text as one line. */
  line(start: number, end: number): Line
}

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const scripts = 'Latin Greek Cyrillic Arabic Hebrew Devanagari Thai Hangul Han Hiragana Katakana'.split(' ')
const scriptTests = scripts.map((script): [string, RegExp] => [script, new RegExp(`\\p{Script=${script}}`, 'u')])

/** Finds the fonts and directions of a text. Replaces line breaks and control characters by spaces. */
export async function prepare(raw: string, style: TextStyle, context: Context): Promise<Paragraph> {
  const text = plain(raw)
  const order = scriptsFor(context.han)
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text)
  const runs: Run[] = []
  for (const { segment, index } of graphemes.segment(text)) {
    const level = levels[index] ?? 0
    const script = scriptTests.find(([, test]) => test.test(segment))?.[0] ?? 'Common'
    const emoji = await emojiIn(segment)
    let start = index
    for (const { part, emoji: look } of emoji ?? []) {
      runs.push({ start, end: start + part.length, level, script, look })
      start += part.length
    }
    if (!emoji) addRun({ start, end: start + segment.length, level, script, ...(await fontOf(segment, script)) })
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

  async function fontOf(grapheme: string, script: string): Promise<{ look: OpenFont; shown?: string }> {
    const codePoints = [...grapheme].map((character) => character.codePointAt(0) ?? 0)
    const before = runs.at(-1)
    // Draw punctuation and spaces in the font of the preceding letters.
    if (script === 'Common' && before && 'has' in before.look && codePoints.every(before.look.has)) {
      return { look: before.look }
    }
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
    rightToLeft,
    language,
    line: (start, end) => shapeLine(text, runs, start, end, style, context, rightToLeft),
  }
}

/** Replacement for a character that no font has: � */
const UNKNOWN = 0xfffd

/** Normalizes to NFC, on one line, without control characters. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}
