import { ar } from './ar.ts'
import type { Language } from './codes.ts'
import { de } from './de.ts'
import { en, type Texts } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ru } from './ru.ts'

export { codes, type Language, languageOf } from './codes.ts'
export type { Texts }

export const languages: Record<Language, Texts> = { en, de, es, fr, pl, pt, ru, ar, he }
