import { hash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { crc32, inflateSync } from 'node:zlib'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

// An attacker who guesses the email of a holder, and looks for it in what is public: plain, or as a hash with any text that is public
// too as its salt.

/** Shortest part of a hash that counts as found, in characters. */
const PART = 12

const digests: Record<string, (text: string) => Buffer> = {
  sha256: (text) => hash('sha256', text, 'buffer'),
  sha1: (text) => hash('sha1', text, 'buffer'),
  md5: (text) => hash('md5', text, 'buffer'),
  keccak256: (text) => Buffer.from(keccak_256(utf8ToBytes(text))),
}

/** Returns how an email can be spelled before it is hashed. */
export function spellingsOf(email: string): string[] {
  const [local = '', domain = ''] = email.trim().split('@')
  const forms = [email, email.trim(), `${local}@${domainToASCII(domain)}`]
  return [...new Set(forms.flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]))]
}

/** Returns all texts in a public text that could be a salt: strings in quotes, and words, whole and in parts. */
export function saltsIn(text: string): Set<string> {
  const strings = [...text.matchAll(/"((?:[^"\\]|\\.){1,200})"/g)].map(([, string = '']) => string)
  const words = text.split(/[\s"'<>&=;,()[\]{}\\]+/)
  const parts = text.split(/[^\w-]+/)
  return new Set(['', ...[...strings, ...words, ...parts].filter(({ length }) => length > 0 && length <= 200)])
}

/** Returns where a public text confirms an email. Null if it does not. `salts`: texts to hash with the email. */
export function confirmationOf(email: string, text: string, salts: ReadonlySet<string>): string | null {
  const lower = text.toLowerCase()
  const windows = new Set([...windowsOf(text), ...windowsOf(lower)])
  for (const spelling of spellingsOf(email)) {
    if (lower.includes(spelling.trim().toLowerCase())) return `plain: ${spelling}`
    for (const salt of salts) {
      for (const salted of salt === '' ? [spelling] : [spelling + salt, salt + spelling]) {
        for (const [name, digest] of Object.entries(digests)) {
          const bytes = digest(salted)
          const forms = {
            hex: bytes.toString('hex'),
            base64: bytes.toString('base64'),
            url: bytes.toString('base64url'),
          }
          for (const [form, encoded] of Object.entries(forms))
            if (windows.has(encoded.slice(0, PART))) return `${name}, ${form}: ${salted}`
        }
      }
    }
  }
  return null
}

function windowsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - PART + 1) }, (_, at) => text.slice(at, at + PART))
}

/** Returns the text of all chunks of a PNG but its pixels. Throws if a checksum is wrong. */
export function textOfPng(png: Buffer): string {
  const texts: string[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const body = png.subarray(at + 4, at + 8 + length)
    if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw new Error('A chunk is damaged.')
    const [type, data] = [body.subarray(0, 4).toString('latin1'), body.subarray(4)]
    if (type !== 'IDAT') texts.push(type, data.toString('utf8'), data.toString('latin1'), inflated(type, data))
    at += 12 + length
  }
  return texts.join('\n')
}

/** Returns the compressed text of a `zTXt`. */
function inflated(type: string, data: Buffer): string {
  return type === 'zTXt' ? inflateSync(data.subarray(data.indexOf(0) + 2)).toString('utf8') : ''
}
