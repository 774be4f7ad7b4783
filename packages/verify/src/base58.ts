const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Longest text that is decoded. The work grows with the square of the length. */
const MAX_LENGTH = 128

/** Returns the multibase form (base58btc, with its leading `z`). */
export function encodeBase58(bytes: Uint8Array): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let digits = ''
  for (; number > 0n; number /= 58n) digits = ALPHABET.charAt(Number(number % 58n)) + digits
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return `z${'1'.repeat(zeros < 0 ? bytes.length : zeros)}${digits}`
}

/** Decodes the multibase form. Null for any other text. */
export function decodeBase58(text: string): Uint8Array | null {
  if (text.length > MAX_LENGTH || !/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text)) return null
  const bytes: number[] = []
  let number = 0n
  for (const digit of text.slice(1)) number = number * 58n + BigInt(ALPHABET.indexOf(digit))
  for (; number > 0n; number /= 256n) bytes.unshift(Number(number % 256n))
  const [zeros = ''] = /^1*/.exec(text.slice(1)) ?? []
  return Uint8Array.from([...Array<number>(zeros.length).fill(0), ...bytes])
}
