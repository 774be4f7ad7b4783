import { openFontFile } from './fontFile.ts'
import type { OpenFont } from './fonts.ts'
import { ignorable } from './ignorable.ts'

// Fonts that sites uploaded. Clean templates name them with their hash: `acme@9f86d0…`.

/** Files by hash. The renderer asks for those that it does not have. */
const files = new Map<string, Uint8Array>()
const opened = new Map<string, OpenFont>()
const MAX_FILES = 8

const named = /(?:^|[\s,"'])[a-z0-9-]+@([0-9a-f]{64})(?=$|[\s,"'])/g

/** Returns the hashes of the fonts that a clean template names. */
export function siteFontsIn(svg: string): string[] {
  const lists = [...svg.matchAll(/ font-family="([^"]*)"/g)].map(([, list = '']) => list.replaceAll('&quot;', '"'))
  return [...new Set(lists.flatMap((list) => [...list.matchAll(named)].map(([, hash = '']) => hash)))]
}

/** Returns the hashes of the fonts of a template whose files are not here. */
export function missingFonts(svg: string): string[] {
  return siteFontsIn(svg).filter((hash) => !files.has(hash))
}

/** Makes font files available to templates, and forgets those that were not used for longest. */
export function addSiteFonts(added: Record<string, Uint8Array>): void {
  for (const [hash, file] of Object.entries(added)) files.set(hash, file)
}

/** Keeps the fonts of a template, and at most some others. */
export function keepSiteFonts(svg: string): void {
  for (const hash of siteFontsIn(svg)) {
    const file = files.get(hash)
    files.delete(hash)
    if (file) files.set(hash, file)
  }
  const used = new Set(siteFontsIn(svg))
  for (const hash of files.keys()) {
    if (files.size <= MAX_FILES || used.has(hash)) break
    files.delete(hash)
    for (const key of opened.keys()) if (key.startsWith(hash)) opened.delete(key)
  }
}

/** Opens a font whose file is here. */
export function openSiteFont(hash: string, weight: number): OpenFont {
  const key = `${hash}-${weight}`
  const known = opened.get(key)
  if (known) return known
  const file = files.get(hash)
  if (!file) throw new Error(`The font ${hash} is missing.`)
  const { font, unitsPerEm } = openFontFile(file, weight)
  const { ascender, descender } = font.hExtents()
  const x = font.glyphExtents(font.nominalGlyph(0x78) ?? 0)?.yBearing ?? unitsPerEm / 2
  const site: OpenFont = {
    key,
    name: `Site-${hash.slice(0, 8)}`,
    font,
    unitsPerEm,
    heights: { ascent: ascender / unitsPerEm, descent: descender / unitsPerEm, x: x / unitsPerEm },
    has: (codePoint) => ignorable.test(String.fromCodePoint(codePoint)) || font.nominalGlyph(codePoint) !== undefined,
  }
  opened.set(key, site)
  return site
}
