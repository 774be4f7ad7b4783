import { coveredCodePoints } from './coveredCodePoints.ts'
import { emojiIn } from './emoji.ts'

/** Families of many files. Only a letter without marks is in one of them for certain. */
const divided = new Set(['Japanese', 'Korean', 'Chinese'])

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters that both main families have: most texts consist of them. */
const usual = /^[\u0020-\u007e\u00a0-\u017e\s]*$/

/** Returns the characters of a text that no font has, each once. A certificate must not show them. */
export async function undrawable(text: string): Promise<string[]> {
  if (usual.test(text)) return []
  const found = new Set<string>()
  for (const { segment } of graphemes.segment(text.normalize('NFC'))) {
    if (!isCovered(segment) && !(await emojiIn(segment))) found.add(segment)
  }
  return [...found]
}

function isCovered(grapheme: string): boolean {
  const codePoints = [...grapheme].filter((one) => !invisible.test(one)).map((one) => one.codePointAt(0) ?? 0)
  fonts ??= readFonts()
  return fonts.some(
    ({ name, bounds }) =>
      (codePoints.length <= 1 || !divided.has(name)) && codePoints.every((codePoint) => has(bounds, codePoint)),
  )
}

/** Spaces and characters that only affect their neighbours. */
const invisible = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]$/u

/** A font, with the start of each range of its code points and the place after its end, in order. */
type Covered = { name: string; bounds: Uint32Array }

let fonts: Covered[] | undefined

function readFonts(): Covered[] {
  return coveredCodePoints
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
