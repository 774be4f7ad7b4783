import type { Check } from './check.ts'

export const expiry: Check<{ states: { expiresAt: Date | null } }, { now: Date }> = {
  name: 'expiry',
  dimension: 'status',
  run({ states: { expiresAt: at } }, { now }) {
    if (!at) return { outcome: 'passed', code: 'expiry.never', evidence: {} }
    return at > now
      ? { outcome: 'passed', code: 'expiry.ahead', evidence: { at } }
      : { outcome: 'failed', code: 'expiry.expired', evidence: { at } }
  },
}
