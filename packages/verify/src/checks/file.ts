import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Check, Result, ServedPdf } from './check.ts'

/** Returns a hash that proves knowledge of a file's secret checksum. Same as in assets/verify/ask.js. */
export function fileProof(publicId: string, checksum: string): string {
  return bytesToHex(sha256(utf8ToBytes(`chancery file ${publicId} ${checksum}`)))
}

export const file: Check = {
  name: 'file',
  dimension: 'integrity',
  async run({ publicId, checksum }, { fileProof: given, findPdf }, signal) {
    if (checksum === null && !findPdf) return { outcome: 'skipped', code: 'file.no_checksum', evidence: {} }
    if (given === undefined) return { outcome: 'skipped', code: 'file.none', evidence: {} }
    if (checksum !== null && given === fileProof(publicId, checksum))
      return { outcome: 'passed', code: 'file.equal', evidence: {} }
    const pdf = (await findPdf?.(publicId, given, signal)) ?? null
    if (pdf) return resultOf(pdf)
    // Without a recorded checksum, a change of the file cannot be detected.
    return checksum === null
      ? { outcome: 'skipped', code: 'file.not_served', evidence: {} }
      : { outcome: 'failed', code: 'file.different', evidence: {} }
  },
}

function resultOf({ isCurrent, replacedAt }: ServedPdf): Result {
  return isCurrent
    ? { outcome: 'passed', code: 'file.current_pdf', evidence: {} }
    : { outcome: 'skipped', code: 'file.earlier_pdf', evidence: { replacedAt } }
}
