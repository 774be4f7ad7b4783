// A certificate number is a public id in Crockford's base 32, for people to read and type. Its alphabet has no letters
// that look like digits (https://www.crockford.com/base32.html).

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const DIGITS = 26

/** Returns the certificate number of a public id, in groups: `01M81-17EDB-EGDV4-36CAD-GP2MSS`. */
export function toNumber(publicId: string): string {
  let rest = BigInt(`0x${publicId.replaceAll('-', '')}`)
  let digits = ''
  for (let place = 0; place < DIGITS; place += 1) {
    digits = ALPHABET.charAt(Number(rest & 31n)) + digits
    rest >>= 5n
  }
  return digits.replace(/^(.{5})(.{5})(.{5})(.{5})(.{6})$/, '$1-$2-$3-$4-$5')
}

/** Parses a certificate number to a public id, or null. Accepts any case and grouping, O for 0, I and L for 1. */
export function fromNumber(text: string): string | null {
  const digits = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
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
