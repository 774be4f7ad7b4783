import { type Language, type LanguageTag, requireLanguage } from './codes.ts'
import type { CredentialTexts } from './credentials/en.ts'
import type { Texts } from './en.ts'
import type { Formats } from './formats.ts'
import { loadTexts } from './loadTexts.ts'

const own: Record<Language, () => Promise<(formats: Formats) => CredentialTexts>> = {
  en: async () => (await import('./credentials/en.ts')).en,
  de: async () => (await import('./credentials/de.ts')).de,
  es: async () => (await import('./credentials/es.ts')).es,
  fr: async () => (await import('./credentials/fr.ts')).fr,
  pl: async () => (await import('./credentials/pl.ts')).pl,
  pt: async () => (await import('./credentials/pt.ts')).pt,
  ru: async () => (await import('./credentials/ru.ts')).ru,
  ar: async () => (await import('./credentials/ar.ts')).ar,
  he: async () => (await import('./credentials/he.ts')).he,
}

/** Texts that credentials share with certificates, and their own. */
export type AllCredentialTexts = { shared: Texts; own: CredentialTexts }

/** Loads the texts of credentials in one language. Accepts tags such as `pt-BR`. Throws TypeError for another language. */
export async function loadCredentialTexts(tag: LanguageTag): Promise<AllCredentialTexts> {
  const language = requireLanguage(tag)
  const [shared, textsWith] = await Promise.all([loadTexts(language), own[language]()])
  return { shared, own: textsWith(shared.formats) }
}
