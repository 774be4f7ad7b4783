import { undrawable } from '../../../src/typeset/coverage.ts'

/** Replaces the characters of a text that no font has, because a certificate with them is rejected. */
export async function drawable(text: string): Promise<string> {
  const missing = await undrawable(text)
  if (missing.length === 0) return text
  const rest = missing.reduce((kept, one) => kept.replaceAll(one, '?'), text.normalize('NFC'))
  return drawable(rest)
}

/** Replaces such characters in each text of an object. */
export async function drawableAll<Texts extends Record<string, string | string[]>>(texts: Texts): Promise<Texts> {
  const entries = Object.entries(texts).map(async ([name, text]) => [
    name,
    typeof text === 'string' ? await drawable(text) : await Promise.all(text.map(drawable)),
  ])
  return Object.fromEntries(await Promise.all(entries)) // Keeps the names and types.
}
