import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Check } from './check.ts'

/** Proves possession of a file by its secret checksum, to a verifier that knows it. As in assets/verify/file.js. */
export function fileProof(publicId: string, checksum: string): string {
  return bytesToHex(sha256(utf8ToBytes(`chancery file ${publicId} ${checksum}`)))
}

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
