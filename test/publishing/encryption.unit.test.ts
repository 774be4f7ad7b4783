import { webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksumOf, decryptDocument, encryptDocument, NotDecrypted } from '../../src/publishing/encryption.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const document = fc.uint8Array({ maxLength: 5000 })

/** Decrypts a document with WebCrypto, only from what docs/encryption.md says. */
async function decryptInBrowser(encrypted: Uint8Array, checksum: string): Promise<Uint8Array> {
  const { subtle } = webcrypto
  const secret = await subtle.importKey('raw', Buffer.from(checksum, 'hex'), 'HKDF', false, ['deriveKey'])
  const info = bytes('chancery document v1')
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  const key = await subtle.deriveKey(derivation, secret, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  const cipher = { name: 'AES-GCM', iv: encrypted.slice(0, 12) }
  return new Uint8Array(await subtle.decrypt(cipher, key, encrypted.slice(12)))
}

describe('encryptDocument and decryptDocument', () => {
  it('decrypts a document with its checksum, in Node and with WebCrypto', async () => {
    await fc.assert(
      fc.asyncProperty(document, async (plain) => {
        const encrypted = encryptDocument(plain)
        expect(decryptDocument(encrypted, checksumOf(plain))).toStrictEqual(Buffer.from(plain))
        expect(await decryptInBrowser(encrypted, checksumOf(plain))).toStrictEqual(plain)
      }),
    )
  })

  it('encrypts a document to the same bytes each time, which reveal only its length', () => {
    const [one, other] = [encryptDocument(bytes('a'.repeat(64))), encryptDocument(bytes('b'.repeat(64)))]
    expect(encryptDocument(bytes('a'.repeat(64)))).toStrictEqual(one)
    expect(one.length).toBe(12 + 64 + 16)
    expect(one.filter((byte, index) => byte === other[index]).length).toBeLessThan(10)
  })

  it('rejects another checksum, and a document with any bit altered', () => {
    fc.assert(
      fc.property(document, fc.nat(), (plain, place) => {
        const encrypted = encryptDocument(plain)
        expect(() => decryptDocument(encrypted, checksumOf(bytes('another')))).toThrow(NotDecrypted)
        const altered = Buffer.from(encrypted)
        const bit = place % (altered.length * 8)
        altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(() => decryptDocument(altered, checksumOf(plain))).toThrow(NotDecrypted)
      }),
    )
  })

  it.each([0, 12, 27])('rejects a document of %d bytes', (length) => {
    expect(() => decryptDocument(new Uint8Array(length), checksumOf(bytes('')))).toThrow(NotDecrypted)
  })
})
