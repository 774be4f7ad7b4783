import type { Language } from '@chancery/verify/texts/languages'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type MailTexts } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ru } from './ru.ts'

export type { MailTexts }

export const mailTexts: Record<Language, MailTexts> = { en, de, es, fr, pl, pt, ru, ar, he }
