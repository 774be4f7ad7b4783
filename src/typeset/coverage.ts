import { emojiIn } from './emoji.ts'
import { ignorable } from './ignorable.ts'

/** Families of many files. Only a letter without marks is in one of them for certain. */
const divided = new Set(['Japanese', 'Korean', 'Chinese'])

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters that both main families have: most texts consist of them. */
const usual = /^[\u0020-\u007e\u00a0-\u017e\s]*$/

/** Returns the characters of a text that no font has, each once. A certificate must not show them. */
export async function undrawable(text: string): Promise<string[]> {
  if (usual.test(text)) return []
  // Loaded on first use, to keep startup fast.
  fonts ??= readFonts((await import('./coveredCodePoints.ts')).coveredCodePoints)
  const known = fonts
  const found = new Set<string>()
  for (const { segment } of graphemes.segment(text.normalize('NFC'))) {
    if (!isCovered(segment, known) && !(await emojiIn(segment))) found.add(segment)
  }
  return [...found]
}

function isCovered(grapheme: string, fonts: Covered[]): boolean {
  const codePoints = [...grapheme]
    .filter((one) => !blank.test(one) && !ignorable.test(one))
    .map((one) => one.codePointAt(0) ?? 0)
  return fonts.some(
    ({ name, bounds }) =>
      (codePoints.length <= 1 || !divided.has(name)) && codePoints.every((codePoint) => has(bounds, codePoint)),
  )
}

const blank = /^[\s\p{Cc}]$/u

/** A font, with the start of each range of its code points and the place after its end, in order. */
type Covered = { name: string; bounds: Uint32Array }

let fonts: Covered[] | undefined

function readFonts(text: string): Covered[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ranges = ''] = line.split(': ')
      let last = 0
      const bounds = ranges.split(' ').flatMap((range) => {
        const [distance = '', length = '0'] = range.split('.')
        const start = last + Number.parseInt(distance, 36)
        last = start + Number.parseInt(length, 36)
        return [start, last + 1]
      })
      return { name, bounds: Uint32Array.from(bounds) }
    })
}

/** A binary search. */
function has(bounds: Uint32Array, codePoint: number): boolean {
  let [low, high] = [0, bounds.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bounds[middle] ?? 0) <= codePoint) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}
