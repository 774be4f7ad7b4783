import type { Check } from './check.ts'

export const expiry: Check<{ states: { expiresAt: Date | null; timeZone: string } }, { now: Date }> = {
  name: 'expiry',
  dimension: 'status',
  run({ states: { expiresAt: at, timeZone } }, { now }) {
    if (!at) return { outcome: 'passed', code: 'expiry.never', evidence: {} }
    const evidence = { at, timeZone }
    return at > now
      ? { outcome: 'passed', code: 'expiry.ahead', evidence }
      : { outcome: 'failed', code: 'expiry.expired', evidence }
  },
}
