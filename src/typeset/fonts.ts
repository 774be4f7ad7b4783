import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Blob, Face, Font, Variation } from 'harfbuzzjs'
import { decompress } from 'wawoff2'
import { families, type Style } from './families.ts'
import { ignorable } from './ignorable.ts'
import { type FontScript, type ScriptFont, scriptFonts } from './scriptFonts.ts'
import { openSiteFont } from './siteFonts.ts'

export type OpenFont = {
  key: string
  /** Name in a PDF. */
  name: string
  font: Font
  unitsPerEm: number
  /** Heights above the baseline of a font of a site, in em. */
  heights?: { ascent: number; descent: number; x: number }
  has(codePoint: number): boolean
}

const packages = createRequire(import.meta.url)
const opened = new Map<string, Promise<OpenFont>>()

/**
 * Tries the site's font of the style, then its family, then these scripts in order, then the main families upright. Null if no font has all code points.
 */
export async function fontFor(codePoints: number[], style: Style, scripts: FontScript[]): Promise<OpenFont | null> {
  const ofSite = style.siteFont === undefined ? null : openSiteFont(style.siteFont, style.weight)
  if (ofSite && codePoints.every(ofSite.has)) return ofSite
  const own = await openWhole(style)
  if (codePoints.every(own.has)) return own
  const other = await scriptFontFor(codePoints, style, scripts)
  if (other) return other
  for (const family of [style.family, ...families]) {
    const font = await openWhole({ ...style, family, italic: false })
    if (codePoints.every(font.has)) return font
  }
  return null
}

/** Tries only the families of these scripts. */
export async function scriptFontFor(
  codePoints: number[],
  { weight }: Style,
  scripts: FontScript[],
): Promise<OpenFont | null> {
  for (const script of scripts) {
    for (const slice of await slicesWith(script, codePoints)) {
      const font = await openSlice(script, slice, weight)
      if (codePoints.every(font.has)) return font
    }
  }
  return null
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
function openSlice(script: FontScript, slice: string, weight: Style['weight']): Promise<OpenFont> {
  const { folder, name, weights }: ScriptFont = scriptFonts[script]
  const shown = weights === 'regular' ? 400 : weight
  const key = `${folder}-${slice}-${shown}`
  return once(key, async () => {
    const file = `${folder}/files/${folder}-${slice}-${weights === 'variable' ? 'wght' : shown}-normal.woff2`
    const data = await decompress(await readFile(packages.resolve(`${scopeOf(script)}/${file}`)))
    return openFont(key, `${name}-${shown}`, data, weights === 'variable' ? shown : undefined)
  })
}

function scopeOf(script: FontScript): string {
  return scriptFonts[script].weights === 'variable' ? '@fontsource-variable' : '@fontsource'
}

function openFont(key: string, name: string, file: Uint8Array, weight?: number): OpenFont {
  const face = new Face(new Blob(file))
  const font = new Font(face)
  if (weight !== undefined) font.setVariations([new Variation('wght', weight)])
  const has = (codePoint: number) =>
    ignorable.test(String.fromCodePoint(codePoint)) || font.nominalGlyph(codePoint) !== undefined
  return { key, name, font, unitsPerEm: face.upem, has }
}

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

export type Slice = { name: string; ranges: [number, number][] }
const slices = new Map<FontScript, Promise<Slice[]>>()

/** Returns the names of the slices that can have all these code points. */
async function slicesWith(script: FontScript, codePoints: number[]): Promise<string[]> {
  let list = slices.get(script)
  if (list === undefined) {
    list = readSlices(script)
    slices.set(script, list)
  }
  const shown = codePoints.filter((codePoint) => !ignorable.test(String.fromCodePoint(codePoint)))
  const holds = ({ ranges }: Slice) =>
    shown.every((codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to))
  return (await list).filter(holds).map(({ name }) => name)
}

/** Parses `{ "[4]": "U+1f1e9-1f1f5,U+2f" }` to a slice `4` with its ranges. */
export async function readSlices(script: FontScript): Promise<Slice[]> {
  const file = packages.resolve(`${scopeOf(script)}/${scriptFonts[script].folder}/unicode.json`)
  const ranges: Record<string, string> = JSON.parse(await readFile(file, 'utf8'))
  return Object.entries(ranges).map(([name, list]) => ({
    name: name.replace(/[[\]]/g, ''),
    ranges: list.split(',').map((range): [number, number] => {
      const [from = '', to = from] = range.replace('U+', '').split('-')
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
    }),
  }))
}
