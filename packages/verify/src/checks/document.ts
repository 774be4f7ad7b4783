import type { Check } from './check.ts'

/** Checks that the document matches the certificate's CID. `missing` is `unknown`: another node may have it. */
export const document: Check = {
  name: 'document',
  dimension: 'integrity',
  async run({ document: cid }, { readDocument }, signal) {
    if (cid === null) return { outcome: 'skipped', code: 'document.none', evidence: {} }
    const reading = await readDocument(cid, signal)
    switch (reading.outcome) {
      case 'found':
        return { outcome: 'passed', code: 'document.intact', evidence: { cid, size: reading.size } }
      case 'damaged':
        return { outcome: 'failed', code: 'document.damaged', evidence: { cid } }
      case 'missing':
      case 'unreadable':
      case 'late':
      case 'unavailable':
        return { outcome: 'unknown', code: `document.${reading.outcome}`, evidence: { cid } }
    }
  },
}
