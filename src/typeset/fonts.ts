import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Blob, Face, Font, Variation } from 'harfbuzzjs'
import { decompress } from 'wawoff2'
import type { Style } from './families.ts'

export type OpenFont = {
  key: string
  /** Name in a PDF. */
  name: string
  font: Font
  unitsPerEm: number
  has(codePoint: number): boolean
}

/** Fonts for scripts that the main families lack: one family per script, with several weights. */
const others = {
  arabic: ['noto-naskh-arabic', 'NotoNaskhArabic'],
  hebrew: ['noto-serif-hebrew', 'NotoSerifHebrew'],
  devanagari: ['noto-serif-devanagari', 'NotoSerifDevanagari'],
  thai: ['noto-serif-thai', 'NotoSerifThai'],
  japanese: ['noto-serif-jp', 'NotoSerifJP'],
  korean: ['noto-serif-kr', 'NotoSerifKR'],
  chinese: ['noto-serif-sc', 'NotoSerifSC'],
} as const
export type Other = keyof typeof others

const packages = createRequire(import.meta.url)
const opened = new Map<string, Promise<OpenFont>>()

/** Tries the style's family first, then the scripts in order. Null if no font has all code points. */
export async function fontFor(codePoints: number[], style: Style, scripts: Other[]): Promise<OpenFont | null> {
  const own = await openWhole(style)
  if (codePoints.every(own.has)) return own
  for (const script of scripts) {
    const file = await sliceOf(script, codePoints)
    if (file === undefined) continue
    const font = await openSlice(script, file, style.weight)
    if (codePoints.every(font.has)) return font
  }
  return null
}

/** Languages that use different forms of shared Han characters. */
export type HanLanguage = 'ja' | 'ko' | 'zh'

/** Guesses the language of a text's Han characters from its other letters. Chinese by default. */
export function hanLanguageOf(text: string): HanLanguage {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'zh'
}

/** Returns the order in which to search the fonts. */
export function scriptsFor(han: HanLanguage): Other[] {
  const rest: Other[] = ['arabic', 'hebrew', 'devanagari', 'thai']
  if (han === 'ja') return [...rest, 'japanese', 'chinese', 'korean']
  if (han === 'ko') return [...rest, 'korean', 'chinese', 'japanese']
  return [...rest, 'chinese', 'japanese', 'korean']
}

/** Opens a font of a family with one complete file per style. */
function openWhole({ family, weight, italic }: Style): Promise<OpenFont> {
  const name = family.replaceAll(' ', '')
  const folder = `@expo-google-fonts/${family.toLowerCase().replaceAll(' ', '-')}`
  const cut = `${weight}${weightNames[weight]}${italic ? '_Italic' : ''}`
  const key = `${name}-${cut}`
  return once(key, async () => {
    const file = packages.resolve(`${folder}/${cut}/${name}_${cut}.ttf`)
    return openFont(key, `${name}-${weightNames[weight]}${italic ? 'Italic' : ''}`, await readFile(file))
  })
}

const weightNames = { 400: 'Regular', 500: 'Medium', 600: 'SemiBold', 700: 'Bold' } as const

/** Opens one slice of a family that is split by characters, as for the web. */
function openSlice(script: Other, slice: string, weight: number): Promise<OpenFont> {
  const [folder, name] = others[script]
  const key = `${folder}-${slice}-${weight}`
  return once(key, async () => {
    const file = packages.resolve(`@fontsource-variable/${folder}/files/${folder}-${slice}-wght-normal.woff2`)
    return openFont(key, `${name}-${weight}`, await decompress(await readFile(file)), weight)
  })
}

function openFont(key: string, name: string, file: Uint8Array, weight?: number): OpenFont {
  const face = new Face(new Blob(file))
  const font = new Font(face)
  if (weight !== undefined) font.setVariations([new Variation('wght', weight)])
  const has = (codePoint: number) =>
    ignorable.test(String.fromCodePoint(codePoint)) || font.nominalGlyph(codePoint) !== undefined
  return { key, name, font, unitsPerEm: face.upem, has }
}

/** Matches invisible characters that only affect their neighbours, such as joiners. */
const ignorable = /^\p{Default_Ignorable_Code_Point}$/u

function once(key: string, open: () => Promise<OpenFont>): Promise<OpenFont> {
  let font = opened.get(key)
  if (font === undefined) {
    font = open()
    opened.set(key, font)
    // Do not cache a failure.
    font.catch(() => opened.delete(key))
  }
  return font
}

type Slice = { name: string; ranges: [number, number][] }
const slices = new Map<Other, Promise<Slice[]>>()

async function sliceOf(script: Other, codePoints: number[]): Promise<string | undefined> {
  let list = slices.get(script)
  if (list === undefined) {
    list = readSlices(script)
    slices.set(script, list)
  }
  const shown = codePoints.filter((codePoint) => !ignorable.test(String.fromCodePoint(codePoint)))
  const holds = ({ ranges }: Slice) =>
    shown.every((codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to))
  return (await list).find(holds)?.name
}

/** Parses `{ "[4]": "U+1f1e9-1f1f5,U+2f" }` to a slice `4` with its ranges. */
async function readSlices(script: Other): Promise<Slice[]> {
  const file = packages.resolve(`@fontsource-variable/${others[script][0]}/unicode.json`)
  const ranges: Record<string, string> = JSON.parse(await readFile(file, 'utf8'))
  return Object.entries(ranges).map(([name, list]) => ({
    name: name.replace(/[[\]]/g, ''),
    ranges: list.split(',').map((range): [number, number] => {
      const [from = '', to = from] = range.replace('U+', '').split('-')
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
    }),
  }))
}
