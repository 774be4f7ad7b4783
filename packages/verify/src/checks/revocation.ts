import type { Check } from './check.ts'

export const revocation: Check = {
  name: 'revocation',
  dimension: 'status',
  run({ revocation }) {
    if (!revocation) return { outcome: 'passed', code: 'revocation.none', evidence: {} }
    const { at, reason } = revocation
    return { outcome: 'failed', code: 'revocation.revoked', evidence: { at, reason } }
  },
}
