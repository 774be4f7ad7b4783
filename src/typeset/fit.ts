import { type Paragraph, prepare } from './paragraph.ts'
import type { Context, Line, TextStyle } from './shapeLine.ts'

export type Box = { x: number; y: number; width: number; height: number }

export type Setting = {
  style: TextStyle
  /** At most; a text that does not fit its box is set smaller. */
  size: number
  /** A text that needs a smaller size is cut; 0 keeps every text whole. */
  smallest: number
  anchor: 'start' | 'middle' | 'end'
  vertical: 'top' | 'middle' | 'bottom'
  /** Whether it is a list with dots between, which is cut at these. */
  isList: boolean
}

/** A line with its place: where its baseline starts, and how large its em is. */
export type PlacedLine = { line: Line; x: number; y: number; size: number }

/** A text that is set, and what the lines say together. */
export type Fitted = Pick<Paragraph, 'text' | 'language'> & { lines: PlacedLine[] }

const LEADING = 1.22
/** The part of a line of one em that is above its baseline. */
const ASCENT = 0.76
/** From one size that is tried to the next. */
const STEP = 0.97
/** Words, and parts of a list, are torn only where whole ones would make the text smaller than this part of its size. */
const TORN_BELOW = 0.5

const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Sets a text into a box: in the largest size, up to the wanted one, in which its lines fit. Ink never leaves the box. A
 * text that would get smaller than `smallest` is cut, and ends with an ellipsis.
 */
export async function fit(raw: string, setting: Setting, box: Box, context: Context): Promise<Fitted> {
  const paragraph = await prepare(raw, setting.style, context)
  const { text, language } = paragraph
  if (text === '' || box.width <= 0 || box.height <= 0) return { text, language, lines: [] }
  const ways = [...(setting.isList ? [placesInList] : []), placesToBreak, placesToTear]
  const broken = breakToFit(paragraph, ways, setting.size, box)
  if (broken.size >= setting.smallest) return place(paragraph, broken, setting, box)

  // Whole parts of it, or where not even one has room, of the first one.
  while (ways.length > 0) {
    const cut = await cutToFit(text, ways, setting, box, context)
    if (cut) return place(cut, breakToFit(cut, ways, setting.smallest, box), setting, box)
    ways.shift()
  }
  const nothing = await prepare('…', setting.style, context)
  return place(nothing, breakToFit(nothing, [placesToBreak], setting.smallest, box), setting, box)
}

/** Ways to part a text, the best one first. */
type Ways = ((text: string) => number[])[]

/** As much of a text as there is room for in its smallest size, parted in the first way; null where that is nothing. */
async function cutToFit(
  text: string,
  ways: Ways,
  setting: Setting,
  box: Box,
  context: Context,
): Promise<Paragraph | null> {
  const ends = ways[0]?.(text) ?? []
  const parts = ends.map((end) => text.slice(0, end).replace(/[\s·,;:.–-]+$/u, '')).filter(Boolean)
  const ellipsis = ways[0] === placesToTear ? '…' : ' …'
  let fitting: Paragraph | null = null
  let [least, most] = [0, parts.length]
  while (least < most) {
    const middle = (least + most) >> 1
    const cut = await prepare(`${parts[middle]}${ellipsis}`, setting.style, context)
    if (breakToFit(cut, ways, setting.smallest, box).size >= setting.smallest) [fitting, least] = [cut, middle + 1]
    else most = middle
  }
  return fitting
}

type Broken = { size: number; ends: number[] }

/** The largest size, up to `most`, in which a text fits, and where its lines end then. */
function breakToFit(paragraph: Paragraph, ways: Ways, most: number, box: Box): Broken {
  const widthUpTo = measure(paragraph.line(0, paragraph.text.length))
  let best: Broken = { size: 0, ends: [] }
  for (const way of ways) {
    if (best.size > most * TORN_BELOW) break
    const broken = shrink(widthUpTo, way(paragraph.text), most, box)
    if (best.size <= broken.size * TORN_BELOW) best = broken
  }
  return best
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

function place(paragraph: Paragraph, { size: fitting, ends }: Broken, setting: Setting, box: Box): Fitted {
  const lines = linesOf(paragraph, ends)
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
  const { text, language, rightToLeft } = paragraph
  const placed = lines.map((line, index) => ({
    line,
    x: box.x + (box.width - line.width * size) * share(setting.anchor, rightToLeft),
    y: first + index * LEADING * size,
    size,
  }))
  return { text, language, lines: placed }
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

/**
 * Where a line may end: after spaces and hyphens, and between words of scripts that put no spaces between them, of these and
 * others, and of these and their punctuation, which no line begins or ends with the wrong half of.
 */
function placesToBreak(text: string): number[] {
  const places: number[] = []
  let before = { segment: '', isWordLike: false as boolean | undefined }
  for (const { segment, index, isWordLike } of words.segment(text)) {
    const afterSpace = /[\s\u200B]$/u.test(before.segment) && before.segment !== '\u00a0' && segment !== '·'
    const afterHyphen = /^[-\u2010\u2013\u2014/]$/u.test(before.segment) && isWordLike
    const [left = '', right = ''] = [[...before.segment].at(-1), [...segment][0]]
    const thai = /\p{Script=Thai}/u.test(left) && /\p{Script=Thai}/u.test(right)
    const inside = before.isWordLike && isWordLike && (thai || unspaced.test(left) || unspaced.test(right))
    const punctuation = closing.test(left) || (opening.test(right) && before.isWordLike)
    const unspacedBreak = inside || (punctuation && !closing.test(right))
    if (index > 0 && (afterSpace || afterHyphen || unspacedBreak)) places.push(index)
    before = { segment, isWordLike }
  }
  return [...places, text.length]
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u
const opening = /[（［｛「『【《〈〔]/u
const closing = /[、。，．！？；：・…）］｝」』】》〉〕]/u

/** Where a line of a list may end: after the dots between its parts. */
function placesInList(text: string): number[] {
  return [...[...text.matchAll(/ · /g)].map(({ index }) => index + 3), text.length]
}

/** Where a line may end if it has to: between any two letters. */
function placesToTear(text: string): number[] {
  return [...graphemes.segment(text)].map(({ segment, index }) => index + segment.length)
}

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
