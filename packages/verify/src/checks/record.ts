import type { Check } from './check.ts'

/** Detects changes since issue. Only a signature protects against an attacker who can write to the database. */
export const record: Check = {
  name: 'record',
  dimension: 'integrity',
  run({ digest }) {
    if (digest.atIssue === null) return { outcome: 'skipped', code: 'record.no_digest', evidence: {} }
    return digest.atIssue === digest.now
      ? { outcome: 'passed', code: 'record.unaltered', evidence: {} }
      : { outcome: 'failed', code: 'record.altered', evidence: {} }
  },
}
