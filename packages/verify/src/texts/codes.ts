/** Languages of the messages and pages. */
export const codes = ['en', 'de', 'es', 'fr', 'pl', 'pt', 'ru', 'ar', 'he'] as const

export type Language = (typeof codes)[number]

/** A language, or a regional form of it, such as `pt-BR`. */
export type LanguageTag = Language | `${Language}-${string}`

/** Codes that older systems still send. */
const formerCodes: Record<string, Language> = { iw: 'he' }

/** Returns the language of a tag such as `pt`, `pt-BR` or `pt_BR`: only its first part counts. Null for other languages. */
export function languageOf(tag: unknown): Language | null {
  if (typeof tag !== 'string') return null
  const [, first = ''] = /^([a-z]{2,3})(?:[-_][a-z\d]{1,8})*$/.exec(tag.toLowerCase()) ?? []
  return codes.find((code) => code === first) ?? (Object.hasOwn(formerCodes, first) ? formerCodes[first] : null) ?? null
}

/** Returns the language of a tag. Throws TypeError for another language. */
export function requireLanguage(tag: LanguageTag): Language {
  const language = languageOf(tag)
  if (language === null) throw new TypeError(`language: Must be one of ${codes.join(', ')}.`)
  return language
}
