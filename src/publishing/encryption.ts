import { createCipheriv, createDecipheriv, hash, hkdfSync } from 'node:crypto'

// Encrypts as BDN's client (docs/encryption.md): HKDF (RFC 5869) derives key and nonce from the document's SHA-256, for
// AES-256-GCM (NIST SP 800-38D). A key belongs to one document, so its nonce is never reused.

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const PURPOSE = 'chancery document v1'

/** Decryption failed: the checksum is of another document, or the bytes were altered. */
export class NotDecrypted extends Error {}

/** Returns the SHA-256 of a document, lower-case hex. */
export function checksumOf(document: Uint8Array): string {
  return hash('sha256', document)
}

/** Returns the encrypted document: nonce, ciphertext and tag, concatenated. */
export function encryptDocument(document: Uint8Array): Uint8Array {
  const { key, nonce } = derive(checksumOf(document))
  const cipher = createCipheriv(CIPHER, key, nonce)
  return Buffer.concat([nonce, cipher.update(document), cipher.final(), cipher.getAuthTag()])
}

/** Decrypts the document of a checksum (64 hex digits). Throws NotDecrypted. */
export function decryptDocument(encrypted: Uint8Array, checksum: string): Uint8Array {
  const { key } = derive(checksum)
  const end = encrypted.length - TAG_BYTES
  if (end < NONCE_BYTES) throw new NotDecrypted('The encrypted document is too short.')
  const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(encrypted.subarray(end))
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(NONCE_BYTES, end)), decipher.final()])
  } catch (error) {
    throw new NotDecrypted('The checksum does not match this document, or the document was altered.', { cause: error })
  }
}

function derive(checksum: string): { key: Buffer; nonce: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', Buffer.from(checksum, 'hex'), '', PURPOSE, KEY_BYTES + NONCE_BYTES))
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}
