import { domainToASCII } from 'node:url'
import { type Address, hasValidChecksum, parseAddress } from '@chancery/verify/ethereum/address'
import { z } from 'zod'

// Schema parts for all input, over HTTP and in files.

z.config({
  customError: (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? 'This field is required.' : undefined,
})

/** Text in normal form C, so that equal texts have equal bytes. */
export function text(max: number) {
  return storable(z.string().normalize('NFC'), max)
}

/** Text as it is. */
export function exactText(max: number) {
  return storable(z.string(), max)
}

export function requiredText(max: number) {
  return visible(z.string().trim().normalize('NFC'), max)
}

/** Keeps all characters between the spaces at both ends, because a signature covers them. */
export function exactRequiredText(max: number) {
  return visible(z.string().trim(), max)
}

/** A name on one line: of a site or a holder. */
export function nameText(max: number) {
  return readable(requiredText(max), /[^\P{Cc}\0]/u)
}

export function exactName(max: number) {
  return readable(exactRequiredText(max), /[^\P{Cc}\0]/u)
}

/** A name that may have tabs and line breaks, as cells of spreadsheets do. */
export function titleText(max: number) {
  return readable(requiredText(max), /[^\P{Cc}\0\t\r\n]/u)
}

export function exactTitle(max: number) {
  return readable(exactRequiredText(max), /[^\P{Cc}\0\t\r\n]/u)
}

function storable(schema: z.ZodString, max: number): z.ZodString {
  return schema.max(max, `At most ${max} characters.`).refine(isStorable, 'Contains characters that cannot be stored.')
}

function visible(schema: z.ZodString, max: number): z.ZodString {
  const blank = 'This field may not be blank.'
  return storable(schema.min(1, { error: blank, abort: true }), max).refine(isVisible, blank)
}

/** Rejects characters that hide or reorder others. NUL has its own message. */
function readable(schema: z.ZodString, control: RegExp): z.ZodString {
  return schema
    .refine((value) => !control.test(value), 'It contains control characters.')
    .refine(hasPairedDirections, 'It contains direction marks without their end, or overrides of the direction.')
}

/** Returns whether a text has a character that people see. U+2800 is a Braille pattern without dots. */
export function isVisible(value: string): boolean {
  return /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(value)
}

/** Returns whether each embedding and isolate ends, in the right order, and nothing overrides the direction (UAX 9). */
function hasPairedDirections(value: string): boolean {
  const open: string[] = []
  for (const [mark] of value.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
    if (mark === '\u202d' || mark === '\u202e') return false
    if (mark === '\u202c' || mark === '\u2069') {
      if (open.pop() !== mark) return false
    } else open.push(mark >= '\u2066' ? '\u2069' : '\u202c')
  }
  return open.length === 0
}

/** Rejects NUL, which PostgreSQL cannot store, and lone surrogates, which UTF-8 cannot encode. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0')
}

/** Accepts an http or https URL. Does not parse a longer one, which can take quadratic time. */
export function webUrl(max: number) {
  return urlOf(z.string(), max)
}

/** A URL byte for byte: without the spaces around it that `webUrl` removes. */
export function exactWebUrl(max: number) {
  return urlOf(z.string().regex(/^\S*$/, { error: 'A URL has no spaces.', abort: true }), max)
}

function urlOf(schema: z.ZodString, max: number): z.ZodString {
  return schema
    .max(max, { error: `At most ${max} characters.`, abort: true })
    .check(z.url({ protocol: /^https?$/, hostname: /./, error: 'Enter a valid http or https URL.' }))
    .refine(isStorable, 'Contains characters that cannot be stored.')
}

/** A wallet address that a person typed or copied. A wrong checksum means a wrong digit. Returns the normal form. */
export const writtenAddress = z.string().transform((text, context): Address => {
  const address = parseAddress(text)
  if (address && hasValidChecksum(text)) return address
  context.addIssue(
    address
      ? 'The checksum (EIP-55) of this address is wrong, so a digit may be wrong. Copy it again, or write it in lower case.'
      : 'Must be an Ethereum address: 40 hexadecimal digits.',
  )
  return z.NEVER
})

/** Writes an internationalised domain of an email address in punycode, the form that is stored and compared. */
export function asciiEmail(text: string): string {
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  // Leaves the letter case of other domains.
  return at < 0 || /^[\0-\x7f]*$/.test(domain) ? text : text.slice(0, at + 1) + domainToASCII(domain)
}

/** Accepts what browsers accept (HTML), with a domain of at least two labels. */
export const emailAddress = z
  .string()
  .max(254, { error: 'At most 254 characters.', abort: true })
  .overwrite(asciiEmail)
  .max(254, { error: 'At most 254 characters.', abort: true })
  .refine((email) => z.regexes.html5Email.test(email) && /\.[^.@]*[a-z][^.@]*$/i.test(email), 'Invalid email format')
  .meta({ format: 'email' })

/** An email address to look up. */
export const soughtEmail = text(254).overwrite(asciiEmail)

export const LATEST = 253_402_300_799 // 9999-12-31T23:59:59Z

export const givenTimestamp = z.int('Must be a whole number of Unix seconds.').min(1, 'Must be 1 or more.').max(LATEST)

/** Accepts an ISO date, or a time with a UTC offset. `new Date` alone accepts almost any text. */
export const isoDateOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })])
