// A certificate number is a public id in Crockford's base 32, for people to read and type. Its alphabet has no letters
// that look like digits (https://www.crockford.com/base32.html).

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DIGITS = 26

const DASH = '-'.charCodeAt(0)
const NINE = '9'.charCodeAt(0)
/** Length of a number with its dashes, and place of its last group. */
const LENGTH = 30
const LAST_GROUP = 24

/** Returns the certificate number of a public id, in groups: `01M81-17EDB-EGDV4-36CAD-GP2MSS`. */
export function toNumber(publicId: string): string {
  // Character by character, because a BigInt takes ten times as long, and lists have many numbers.
  const codes = new Array<number>(LENGTH)
  let length = 0
  // A number has 130 bits, so two zeros precede the 128 of the id.
  let bits = 2
  let rest = 0
  for (let place = 0; place < publicId.length; place += 1) {
    const code = publicId.charCodeAt(place)
    if (code === DASH) continue
    const hexDigit = (code & 15) + (code > NINE ? 9 : 0)
    rest = (rest << 4) | hexDigit
    bits += 4
    if (bits < 5) continue
    bits -= 5
    codes[length++] = ALPHABET.charCodeAt(rest >> bits)
    rest &= (1 << bits) - 1
    if (length % 6 === 5 && length < LAST_GROUP) codes[length++] = DASH
  }
  return String.fromCharCode(...codes)
}

/** Dashes of all scripts, and characters that keyboards and fonts have in their place. */
const dashes = /[\p{Dash}\p{Pc}\u02d7\u2043\u30fc]/gu

/** Writes text with ASCII letters in upper case, digits, `-` and spaces, where it has other forms of these. */
export function simplified(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(dashes, '-')
    .replace(/\p{White_Space}/gu, ' ')
    .toUpperCase()
    .replaceAll('İ', 'I')
}

/** Removes everything from simplified text except letters and digits. */
export function withoutPunctuation(simple: string): string {
  return simple.replace(/[^\p{L}\p{M}\p{N}]/gu, '')
}

/**
 * Parses a certificate number to a public id, or null. Accepts any case, width, grouping and punctuation, O for 0, I and
 * L for 1.
 */
export function fromNumber(text: string): string | null {
  const digits = withoutPunctuation(simplified(text)).replaceAll('O', '0').replace(/[IL]/g, '1')
  if (digits.length !== DIGITS) return null
  let number = 0n
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return null
    number = (number << 5n) | BigInt(value)
  }
  if (number >> 128n) return null
  const hex = number.toString(16).padStart(32, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
