import type { Texts } from './en.ts'
import type { Language } from './languages.ts'

const texts: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  pl: async () => (await import('./pl.ts')).pl,
  pt: async () => (await import('./pt.ts')).pt,
  ru: async () => (await import('./ru.ts')).ru,
}

/** Loads the texts of one language; `languages` has all of them at once. Throws TypeError for another language. */
export async function loadTexts(language: Language): Promise<Texts> {
  if (!Object.hasOwn(texts, language)) throw new TypeError(`language: Must be one of ${Object.keys(texts).join(', ')}.`)
  return texts[language]()
}
