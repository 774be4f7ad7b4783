import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** Inner SVG of a drawing of 36 by 36 units. */
export type Emoji = { name: string; markup: string }

const packages = createRequire(import.meta.url)
const read = new Map<string, Emoji>()

/** Matches emoji, and characters that U+FE0F turns into emoji. */
const pictures = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Extended_Pictographic}\u200D|[#*0-9]\uFE0F?\u20E3/u

/** Returns an emoji, or the parts of a joined emoji that has no drawing. Null for other text or an unknown part. */
export async function emojiIn(grapheme: string): Promise<{ part: string; emoji: Emoji }[] | null> {
  const whole = await emojiFor(grapheme)
  if (whole) return [{ part: grapheme, emoji: whole }]
  const joined: { part: string; emoji: Emoji }[] = []
  for (const part of grapheme.split(/(?<=\u200D)/)) {
    const emoji = await emojiFor(part.replace('\u200D', ''))
    if (!emoji) return null
    joined.push({ part, emoji })
  }
  return joined
}

async function emojiFor(grapheme: string): Promise<Emoji | null> {
  if (!pictures.test(grapheme)) return null
  // The files are named by code points, mostly without U+FE0F.
  const exact = [...grapheme].map((character) => character.codePointAt(0)?.toString(16))
  return (await draw(exact.join('-'))) ?? (await draw(exact.filter((point) => point !== 'fe0f').join('-')))
}

async function draw(name: string): Promise<Emoji | null> {
  const known = read.get(name)
  if (known) return known
  const emoji = await readDrawing(name)
  if (emoji) read.set(name, emoji)
  return emoji
}

async function readDrawing(name: string): Promise<Emoji | null> {
  try {
    const svg = await readFile(packages.resolve(`@twemoji/svg/${name}.svg`), 'utf8')
    return { name, markup: svg.replace(/^<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '') }
  } catch {
    return null
  }
}
