import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Check } from './check.ts'

/** Returns a hash that proves knowledge of a file's secret checksum. Same as in assets/verify/file.js. */
export function fileProof(publicId: string, checksum: string): string {
  return bytesToHex(sha256(utf8ToBytes(`chancery file ${publicId} ${checksum}`)))
}

export const file: Check = {
  name: 'file',
  dimension: 'integrity',
  run({ publicId, checksum }, { fileProof: given }) {
    if (checksum === null) return { outcome: 'skipped', code: 'file.no_checksum', evidence: {} }
    if (given === undefined) return { outcome: 'skipped', code: 'file.none', evidence: {} }
    return given === fileProof(publicId, checksum)
      ? { outcome: 'passed', code: 'file.equal', evidence: {} }
      : { outcome: 'failed', code: 'file.different', evidence: {} }
  },
}
