import type { Outcome } from './check.ts'
import type { CheckResult, Verdict } from './runChecks.ts'

/** How people see a result. `warning`: the issuer is not confirmed, which is not a fault in the certificate. */
export type Look = Outcome | 'warning'

export function lookOf({ outcome, dimension }: Pick<CheckResult, 'outcome' | 'dimension'>): Look {
  return dimension === 'identity' && outcome === 'failed' ? 'warning' : outcome
}

export const lookOfVerdict: Record<Verdict, Look> = {
  valid: 'passed',
  issuer_not_confirmed: 'warning',
  not_valid: 'failed',
  not_checked: 'unknown',
}
