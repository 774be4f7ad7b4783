import { de } from './de.ts'
import { en, type Texts } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ru } from './ru.ts'

export type { Texts }

export const languages = { en, de, es, fr, pl, pt, ru } satisfies Record<string, Texts>

export type Language = keyof typeof languages

export const codes = Object.keys(languages) as Language[] // The object has exactly these keys.

export function isLanguage(text: unknown): text is Language {
  return typeof text === 'string' && Object.hasOwn(languages, text)
}
