import type { Check } from './check.ts'

/**
 * Checks that the record has not changed since issue. The digest detects changes that bypass Chancery by accident. An
 * attacker with write access to the database can replace the digest; only a signature protects against that.
 */
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
