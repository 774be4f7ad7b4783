import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Check } from './check.ts'

/**
 * Proves to whoever knows the checksum of a certificate's file that one has that file, and tells nobody else the
 * checksum: lower-case hex of SHA-256 over `chancery file <public id> <checksum>`. assets/verify/file.js does the same.
 */
export function fileProof(publicId: string, checksum: string): string {
  return bytesToHex(sha256(utf8ToBytes(`chancery file ${publicId} ${checksum}`)))
}

/** Whether the file that somebody brings is the one that the certificate was issued for. */
export const file: Check = {
  name: 'file',
  dimension: 'integrity',
  run({ publicId, checksum }, { fileProof: brought }) {
    if (checksum === null) return { outcome: 'skipped', code: 'file.no_checksum', evidence: {} }
    if (brought === undefined) return { outcome: 'skipped', code: 'file.none', evidence: {} }
    return brought === fileProof(publicId, checksum)
      ? { outcome: 'passed', code: 'file.equal', evidence: {} }
      : { outcome: 'failed', code: 'file.different', evidence: {} }
  },
}
