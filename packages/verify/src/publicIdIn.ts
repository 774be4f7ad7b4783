import { fromNumber, simplified, withoutPunctuation } from './certificateNumber.ts'

/** Maximum length (characters) of the text that is searched. */
const MAX_LENGTH = 500

/** Between two groups: a dash with spaces or a line end, a space, or nothing. */
const gap = '[- ]{0,3}'
const groups = (characters: string, lengths: number[]) =>
  new RegExp(`(?<![0-9A-Z])${lengths.map((length) => `${characters}{${length}}`).join(gap)}(?![0-9A-Z])`, 'g')

const grouped = [groups('[0-9A-F]', [8, 4, 4, 4, 12]), groups('[0-9A-TV-Z]', [5, 5, 5, 5, 6])]

/**
 * Finds the public id in typed or pasted text: a certificate's number, its id, or a URL with its id, also after a label.
 * Returns null if the text names no certificate or several.
 */
export function publicIdIn(text: string): string | null {
  // A URL in a parameter of another URL is percent-encoded.
  const simple = simplified(text.slice(0, MAX_LENGTH).replace(/%[0-9a-f]{2}/gi, ' '))
  const whole = parse(simple)
  if (whole) return whole
  const usual = grouped.flatMap((pattern) => simple.match(pattern) ?? [])
  // Groups of other lengths, after a label that ends with punctuation.
  const ids = idsIn(usual) ?? idsIn(simple.split(/[^0-9A-TV-Z -]+/))
  return ids?.size === 1 ? ([...ids][0] ?? null) : null
}

function idsIn(parts: string[]): Set<string> | null {
  const ids = new Set(parts.flatMap((part) => parse(part) ?? []))
  return ids.size > 0 ? ids : null
}

/** Parses text that is only an id or a number. */
function parse(simple: string): string | null {
  const digits = withoutPunctuation(simple)
  if (!/^[0-9A-F]{32}$/.test(digits)) return fromNumber(digits)
  return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
