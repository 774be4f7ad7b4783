import { formatsOf } from '@chancery/verify/texts/formats'
import { type Language, words } from './words.ts'

/** Word that is stamped across a certificate that is no longer valid. */
export type Stamp = 'revoked' | 'expired'

export type Facts = {
  holder: string
  title: string
  course: string
  institution: string
  description: string
  skills: string[]
  /** Calendar day, such as `2026-05-01`. */
  date: string
  expiry: string | null
  number: string
  verificationUrl: string
  language: Language
  /** Absent without a stamp, so that the hash of these facts does not change. */
  stamp?: Stamp
  /** Random value, so that the document cannot be guessed from the other facts. */
  seal?: string
}

/** Text places of a template. The QR code is separate. */
export const textPlaces = [
  'holder',
  'course',
  'title',
  'institution',
  'monogram',
  'description',
  'skills',
  'date',
  'expiry',
  'number',
  'url',
  'certifies',
  'completed',
  'date-label',
  'expiry-label',
  'number-label',
  'url-label',
] as const
export type TextPlace = (typeof textPlaces)[number]

/** Returns the text of every place; '' without such a fact. */
export function textsOf(facts: Facts): Record<TextPlace, string> {
  const say = words[facts.language]
  // In the date format of the public page.
  const { date } = formatsOf(facts.language === 'en' ? 'en-GB' : facts.language)
  return {
    holder: facts.holder,
    course: facts.course,
    title: facts.title,
    institution: facts.institution,
    monogram: monogram(facts.institution),
    description: facts.description,
    skills: facts.skills.join(' · '),
    date: date(new Date(facts.date)),
    expiry: facts.expiry ? date(new Date(facts.expiry)) : '',
    number: facts.number,
    url: facts.verificationUrl.replace(/^https?:\/\//, ''),
    certifies: say.certifies,
    completed: say.completed,
    'date-label': say.date,
    'expiry-label': facts.expiry ? say.expiry : '',
    'number-label': say.number,
    'url-label': say.verify,
  }
}

function monogram(name: string): string {
  const first = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name.trim())[Symbol.iterator]().next()
  return first.done ? '' : first.value.segment.toLocaleUpperCase()
}

/** Sample facts to check and preview templates. */
export const sampleFacts: Facts = {
  holder: 'Amélie Laurent',
  title: 'Course Completion Certificate',
  course: 'Advanced Sales Techniques',
  institution: 'University of Example',
  description: 'Twelve weeks on negotiation, pricing and the care of customers, with an examination.',
  skills: ['Negotiation', 'Pricing', 'Customer care'],
  date: '2026-05-01',
  expiry: '2028-05-01',
  number: '01M81-17EDB-EGDV4-36CAD-GP2MSS',
  verificationUrl: 'https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08',
  language: 'en',
}
