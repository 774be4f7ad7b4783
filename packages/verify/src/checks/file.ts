import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Check } from './check.ts'

/**
 * Returns a proof that the caller has the file with this checksum, without revealing the checksum. Only a verifier that
 * knows the checksum can check it. Lower-case hex SHA-256 of `chancery file <public id> <checksum>`, as in
 * assets/verify/file.js.
 */
export function fileProof(publicId: string, checksum: string): string {
  return bytesToHex(sha256(utf8ToBytes(`chancery file ${publicId} ${checksum}`)))
}

/** Checks whether the given file is the one that the certificate was issued for. */
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
