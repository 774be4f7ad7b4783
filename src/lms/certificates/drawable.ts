import { type FieldErrors, fieldErrorsOf } from '../../core/problem.ts'
import { undrawable } from '../../typeset/coverage.ts'

/** Longest list of characters in a message. */
const MAX_SHOWN = 10

/** Returns a message for each text with characters that no font has. Null if a picture can show all texts. */
export async function undrawableTexts(texts: Record<string, string>): Promise<FieldErrors | null> {
  const messages: [field: string, message: string][] = []
  for (const [field, text] of Object.entries(texts)) {
    const characters = await undrawable(text)
    if (characters.length > 0) messages.push([field, messageOn(characters)])
  }
  return messages.length > 0 ? fieldErrorsOf(messages) : null
}

/** The texts of a course certificate. */
export type CertificateTexts = Record<'name' | 'description' | 'user' | 'course' | 'site', string>

/** Returns messages on a course certificate, by the names of the LMS API. */
export function undrawableFacts({ user, course, site, ...own }: CertificateTexts): Promise<FieldErrors | null> {
  return undrawableTexts({ ...own, 'user.name': user, 'course.name': course, 'site.name': site })
}

function messageOn(characters: string[]): string {
  const shown = characters.slice(0, MAX_SHOWN).map((one) => `${JSON.stringify(one)} (${codePointsOf(one)})`)
  const more = characters.length > MAX_SHOWN ? ` and ${characters.length - MAX_SHOWN} more` : ''
  return `Certificates cannot show these characters, because no font has them: ${shown.join(', ')}${more}.`
}

function codePointsOf(text: string): string {
  return [...text].map((one) => `U+${one.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}
