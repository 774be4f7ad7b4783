import type { Check } from './check.ts'

/**
 * Whether the document can be read and is the one that the certificate's CID names. That it is not found proves nothing:
 * somebody else may keep it.
 */
export const document: Check = {
  name: 'document',
  dimension: 'integrity',
  async find({ document: cid }, { readDocument }, signal) {
    if (cid === null) return { outcome: 'skipped', code: 'document.none', evidence: {} }
    const { state, ...size } = await readDocument(cid, signal)
    const evidence = { cid, ...size }
    switch (state) {
      case 'intact':
        return { outcome: 'passed', code: 'document.intact', evidence }
      case 'damaged':
        return { outcome: 'failed', code: 'document.damaged', evidence }
      case 'missing':
        return { outcome: 'unknown', code: 'document.missing', evidence }
      case 'unreachable':
        return { outcome: 'unknown', code: 'document.unreachable', evidence }
    }
  },
}
