import type { Check } from './check.ts'

/**
 * Whether the record says what it said at issue. The digest finds a change behind Chancery's back that leaves it alone:
 * an accident, a clumsy hand; whoever may write to the database can take a new one. Against that stands a signature.
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
