import { type Paragraph, prepare } from './paragraph.ts'
import type { Context, Line, TextStyle } from './shapeLine.ts'

export type Box = { x: number; y: number; width: number; height: number }

export type Setting = {
  style: TextStyle
  /** Maximum font size. A text that does not fit its box is set smaller. */
  size: number
  /** Minimum font size. A text that needs a smaller one is cut. 0 never cuts. */
  smallest: number
  anchor: 'start' | 'middle' | 'end'
  vertical: 'top' | 'middle' | 'bottom'
  /** Whether the text is a list with dots as separators. A list is cut at a dot. */
  isList: boolean
}

/** Line with its position: x and y of the start of its baseline, and its font size. */
export type PlacedLine = { line: Line; x: number; y: number; size: number }

/** Fitted text. */
export type Fitted = Pick<Paragraph, 'text' | 'language'> & { lines: PlacedLine[] }

const LEADING = 1.22
/** Part of a one-em line that is above its baseline. */
const ASCENT = 0.76
/** Factor from one attempted size to the next. */
const STEP = 0.97
/** Breaks words and list items only if keeping them whole would shrink the text below this factor. */
const TORN_BELOW = 0.5

const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Fits a text into a box at the largest possible size. Below `smallest`, cuts it and adds an ellipsis. */
export async function fit(raw: string, setting: Setting, box: Box, context: Context): Promise<Fitted> {
  const paragraph = await prepare(raw, setting.style, context)
  const { text, language } = paragraph
  if (text === '' || box.width <= 0 || box.height <= 0) return { text, language, lines: [] }
  const ways = [...(setting.isList ? [placesInList] : []), placesToBreak, placesToTear]
  const broken = breakToFit(paragraph, ways, setting.size, box)
  if (broken.size >= setting.smallest) return place(paragraph, broken, setting, box)

  // Keep as many whole parts as fit. If none fits, try the next way.
  while (ways.length > 0) {
    const cut = await cutToFit(text, ways, setting, box, context)
    if (cut) return place(cut, breakToFit(cut, ways, setting.smallest, box), setting, box)
    ways.shift()
  }
  const nothing = await prepare('…', setting.style, context)
  return place(nothing, breakToFit(nothing, [placesToBreak], setting.smallest, box), setting, box)
}

/** Ways to break a text, the best one first. */
type Ways = ((text: string) => number[])[]

/** Returns as much of a text as fits at its minimum size, cut in the first way. Null if nothing fits. */
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

/** Returns the largest size, up to `most`, at which a text fits, and the ends of its lines. */
function breakToFit(paragraph: Paragraph, ways: Ways, most: number, box: Box): Broken {
  const widthUpTo = measure(paragraph.line(0, paragraph.text.length))
  let best: Broken = { size: 0, ends: [] }
  for (const way of ways) {
    if (best.size > most * TORN_BELOW) break
    const broken = shrink(widthUpTo, blocksOf(paragraph, way(paragraph.text)), most, box)
    if (best.size <= broken.size * TORN_BELOW) best = broken
  }
  return best
}

/** Part of a text without a line break, and the places where its lines may end. */
type Block = { start: number; places: number[] }

/** Divides a text at its line breaks. */
function blocksOf({ text, breaks }: Paragraph, places: number[]): Block[] {
  return [...breaks, text.length].map((end, index, ends) => {
    const start = ends[index - 1] ?? 0
    return { start, places: [...places.filter((place) => place > start && place < end), end] }
  })
}

function shrink(widthUpTo: WidthUpTo, blocks: Block[], most: number, box: Box): Broken {
  for (let size = most; ; size *= STEP) {
    const lines = Math.floor((box.height / size - 1) / LEADING + 1 + 1e-6)
    const ends = lines < blocks.length ? null : breakBlocks(widthUpTo, blocks, box.width / size, lines)
    if (ends) return { size, ends }
  }
}

/** Returns the ends of the lines of all blocks. Null if they do not fit. */
function breakBlocks(widthUpTo: WidthUpTo, blocks: Block[], width: number, most: number): number[] | null {
  const ends: number[] = []
  for (const [index, block] of blocks.entries()) {
    const lines = breakLines(widthUpTo, block, width, most - ends.length - (blocks.length - 1 - index))
    if (!lines) return null
    ends.push(...lines)
  }
  return ends
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
  // A line can be wider alone than as part of the whole text, and marks can be higher than letters.
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

/** Returns the share of a line's free space on its left, from 0 to 1. */
export function share(anchor: Setting['anchor'], rightToLeft: boolean): number {
  if (anchor === 'middle') return 0.5
  return (anchor === 'start') === rightToLeft ? 1 : 0
}

/** Width of a text up to a position, in em. */
type WidthUpTo = (place: number) => number

function measure(line: Line): WidthUpTo {
  const widths = new Float64Array(line.text.length + 1)
  for (const glyph of line.glyphs) widths[glyph.at + 1] = (widths[glyph.at + 1] ?? 0) + glyph.advance
  for (let place = 1; place < widths.length; place += 1) widths[place] = (widths[place] ?? 0) + (widths[place - 1] ?? 0)
  return (place) => widths[place] ?? 0
}

/**
 * Returns where a line may end: after spaces and hyphens. In scripts without spaces, also between words and next to
 * punctuation or another script. A line never starts with closing or ends with opening punctuation.
 */
function placesToBreak(text: string): number[] {
  const places: number[] = []
  let before = { segment: '', isWordLike: false as boolean | undefined }
  for (const { segment, index, isWordLike } of words.segment(text)) {
    const afterSpace = /[\s\u200B]$/u.test(before.segment) && before.segment !== '\u00a0' && segment !== '·'
    const afterMark = separator.test(before.segment)
    const afterHyphen = /^[-\u2010\u2013\u2014/]$/u.test(before.segment) && isWordLike
    const [left = '', right = ''] = [[...before.segment].at(-1), [...segment][0]]
    const runOn = dictionary.test(left) && dictionary.test(right) && !stacking.test(left)
    const inside = before.isWordLike && isWordLike && (runOn || unspaced.test(left) || unspaced.test(right))
    const punctuation = closing.test(left) || (opening.test(right) && before.isWordLike)
    const unspacedBreak = inside || (punctuation && !closing.test(right))
    if (index > 0 && (afterSpace || afterMark || afterHyphen || unspacedBreak)) places.push(index)
    before = { segment, isWordLike }
  }
  return [...places, text.length]
}

/** Scripts without spaces, in which a dictionary finds the words. */
const dictionary = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** Signs that put the next letter below: no line ends after them. */
const stacking = /[\u1039\u17D2]/u
/** Marks between the syllables of Tibetan and the words of Ethiopic scripts. */
const separator = /[\u0F0B\u0F0D\u1361-\u1368]$/u
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u
const opening = /[（［｛「『【《〈〔]/u
const closing = /[、。，．！？；：・…）］｝」』】》〉〕]/u

/** Returns where a line of a list may end: after the dots between its items. */
function placesInList(text: string): number[] {
  return [...[...text.matchAll(/ · /g)].map(({ index }) => index + 3), text.length]
}

/** Returns the last-resort line ends: between any two letters. */
function placesToTear(text: string): number[] {
  return [...graphemes.segment(text)].map(({ segment, index }) => index + segment.length)
}

/** Returns the ends of at most `most` lines of similar length, at most `width` wide. Null if the text does not fit. */
function breakLines(widthUpTo: WidthUpTo, block: Block, width: number, most: number): number[] | null {
  const loosest = breakGreedily(widthUpTo, block, width, most)
  if (loosest === null || loosest.length === 1) return loosest
  let [best, narrow, wide] = [loosest, 0, width]
  for (let round = 0; round < 12; round += 1) {
    const middle = (narrow + wide) / 2
    const lines = breakGreedily(widthUpTo, block, middle, loosest.length)
    if (lines) [best, wide] = [lines, middle]
    else narrow = middle
  }
  return best
}

function breakGreedily(
  widthUpTo: WidthUpTo,
  { start: first, places }: Block,
  width: number,
  most: number,
): number[] | null {
  const ends: number[] = []
  let start = first
  let end = first
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
