import { type Context, type Line, type Paragraph, prepare, type TextStyle } from './shape.ts'

export type Box = { x: number; y: number; width: number; height: number }

export type Setting = {
  style: TextStyle
  /** At most; a text that does not fit its box is set smaller. */
  size: number
  /** A text that needs a smaller size is cut; 0 keeps every text whole. */
  smallest: number
  anchor: 'start' | 'middle' | 'end'
  vertical: 'top' | 'middle' | 'bottom'
}

/** A line with its place: where its baseline starts, and how large its em is. */
export type PlacedLine = { line: Line; x: number; y: number; size: number }

const LEADING = 1.22
/** The part of a line of one em that is above its baseline. */
const ASCENT = 0.76
/** From one size that is tried to the next. */
const STEP = 0.97
/** Words are torn only where whole ones would make the text smaller than this part of its size. */
const TORN_BELOW = 0.5

const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Sets a text into a box: in the largest size, up to the wanted one, in which its lines fit. Ink never leaves the box. A
 * text that would get smaller than `smallest` is cut, and ends with an ellipsis.
 */
export async function fit(raw: string, setting: Setting, box: Box, context: Context): Promise<PlacedLine[]> {
  const paragraph = await prepare(raw, setting.style, context)
  if (paragraph.text === '' || box.width <= 0 || box.height <= 0) return []
  const { size, ends } = breakToFit(paragraph, setting.size, box)
  if (size >= setting.smallest) return place(linesOf(paragraph, ends), paragraph.rightToLeft, size, setting, box)

  const { text } = paragraph
  let [kept, tooLong] = [0, text.length]
  const lengths = placesToBreak(text)
  while (tooLong - kept > 1) {
    const middle = Math.floor((kept + tooLong) / 2)
    const shorter = await prepare(ellipsis(text, lengths, middle), setting.style, context)
    if (breakToFit(shorter, setting.smallest, box).size >= setting.smallest) kept = middle
    else tooLong = middle
  }
  const cut = await prepare(ellipsis(text, lengths, kept), setting.style, context)
  const fitted = breakToFit(cut, setting.smallest, box)
  return place(linesOf(cut, fitted.ends), cut.rightToLeft, fitted.size, setting, box)
}

/** A text's words within so many characters. */
function ellipsis(text: string, places: number[], length: number): string {
  const end = places.findLast((place) => place <= length) ?? 0
  return `${text.slice(0, end).replace(/[\s·,;:.–-]+$/u, '')} …`
}

type Broken = { size: number; ends: number[] }

/** The largest size, up to `most`, in which a text fits, and where its lines end then. */
function breakToFit(paragraph: Paragraph, most: number, box: Box): Broken {
  const widthUpTo = measure(paragraph.line(0, paragraph.text.length))
  const whole = shrink(widthUpTo, placesToBreak(paragraph.text), most, box)
  if (whole.size > most * TORN_BELOW) return whole
  const anywhere = [...graphemes.segment(paragraph.text)].map(({ segment, index }) => index + segment.length)
  const torn = shrink(widthUpTo, anywhere, most, box)
  return whole.size > torn.size * TORN_BELOW ? whole : torn
}

function shrink(widthUpTo: (place: number) => number, places: number[], most: number, box: Box): Broken {
  for (let size = most; ; size *= STEP) {
    const lines = Math.floor((box.height / size - 1) / LEADING + 1 + 1e-6)
    const ends = lines < 1 ? null : breakLines(widthUpTo, places, box.width / size, lines)
    if (ends) return { size, ends }
  }
}

function linesOf(paragraph: Paragraph, ends: number[]): Line[] {
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0
    const shown = paragraph.text.slice(start, end)
    return paragraph.line(start + shown.length - shown.trimStart().length, start + shown.trimEnd().length)
  })
}

function place(lines: Line[], rightToLeft: boolean, fitting: number, setting: Setting, box: Box): PlacedLine[] {
  // Lines that were measured within the whole can be wider by themselves, and marks can tower above letters.
  const last = lines.length - 1
  const top = Math.max(...lines.map(({ top }, index) => -top - index * LEADING))
  const bottom = Math.max(...lines.map(({ bottom }, index) => bottom - (last - index) * LEADING))
  const widest = Math.max(...lines.map(({ width }) => width))
  const size = Math.min(fitting, box.width / widest, box.height / (top + bottom + last * LEADING))

  const free = box.height - (1 + last * LEADING) * size
  const above = setting.vertical === 'top' ? 0 : setting.vertical === 'middle' ? free / 2 : free
  const baseline = box.y + above + ASCENT * size
  const highest = box.y + top * size
  const lowest = box.y + box.height - (bottom + last * LEADING) * size
  const first = Math.max(highest, Math.min(baseline, lowest))
  return lines.map((line, index) => ({
    line,
    x: box.x + (box.width - line.width * size) * share(setting.anchor, rightToLeft),
    y: first + index * LEADING * size,
    size,
  }))
}

/** Which part of the room beside a line is to its left. */
export function share(anchor: Setting['anchor'], rightToLeft: boolean): number {
  if (anchor === 'middle') return 0.5
  return (anchor === 'start') === rightToLeft ? 1 : 0
}

/** The width of the text up to each of its places, in em. */
function measure(line: Line): (place: number) => number {
  const widths = new Float64Array(line.text.length + 1)
  for (const glyph of line.glyphs) widths[glyph.at + 1] = (widths[glyph.at + 1] ?? 0) + glyph.advance
  for (let place = 1; place < widths.length; place += 1) widths[place] = (widths[place] ?? 0) + (widths[place - 1] ?? 0)
  return (place) => widths[place] ?? 0
}

/** Where a line may end: after spaces and hyphens, and between words of scripts that put no spaces between them. */
function placesToBreak(text: string): number[] {
  const places: number[] = []
  let before = { segment: '', isWordLike: false as boolean | undefined }
  for (const { segment, index, isWordLike } of words.segment(text)) {
    const afterSpace = /[\s\u200B]$/u.test(before.segment) && before.segment !== '\u00a0'
    const afterHyphen = /^[-\u2010\u2013\u2014/]$/u.test(before.segment) && isWordLike
    const unspaced =
      before.isWordLike && isWordLike && unspacedScript.test(segment) && unspacedScript.test(before.segment)
    if (index > 0 && (afterSpace || afterHyphen || unspaced)) places.push(index)
    before = { segment, isWordLike }
  }
  return [...places, text.length]
}

const unspacedScript = /^[\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u

/** Ends of at most so many lines no wider than `width`, of about one length; null where that cannot be. */
function breakLines(
  widthUpTo: (place: number) => number,
  places: number[],
  width: number,
  most: number,
): number[] | null {
  const loosest = breakGreedily(widthUpTo, places, width, most)
  if (loosest === null || loosest.length === 1) return loosest
  let [best, narrow, wide] = [loosest, 0, width]
  for (let round = 0; round < 12; round += 1) {
    const middle = (narrow + wide) / 2
    const lines = breakGreedily(widthUpTo, places, middle, loosest.length)
    if (lines) [best, wide] = [lines, middle]
    else narrow = middle
  }
  return best
}

function breakGreedily(
  widthUpTo: (place: number) => number,
  places: number[],
  width: number,
  most: number,
): number[] | null {
  const ends: number[] = []
  let start = 0
  let end = 0
  for (const place of places) {
    if (widthUpTo(place) - widthUpTo(start) > width) {
      if (end === start) return null
      ends.push(end)
      start = end
      if (ends.length === most || widthUpTo(place) - widthUpTo(start) > width) return null
    }
    end = place
  }
  return [...ends, end]
}
