import { type Language, type LanguageTag, requireLanguage } from './codes.ts'
import type { Texts } from './en.ts'

const texts: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  pl: async () => (await import('./pl.ts')).pl,
  pt: async () => (await import('./pt.ts')).pt,
  ru: async () => (await import('./ru.ts')).ru,
  ar: async () => (await import('./ar.ts')).ar,
  he: async () => (await import('./he.ts')).he,
}

/**
 * Loads the texts of one language; `languages` has all of them at once. Accepts tags such as `pt-BR`. Throws TypeError for
 * another language.
 */
export async function loadTexts(tag: LanguageTag): Promise<Texts> {
  return texts[requireLanguage(tag)]()
}
