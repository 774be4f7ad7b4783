import type { Texts } from '../texts/en.ts'
import type { Verification } from './runChecks.ts'

/** Returns the verdict as a sentence. Names revocation or expiry only if no other check failed. */
export function headline({ verdict, results }: Verification, { verdicts }: Texts): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  if (failed.length === 0 || failed.some(({ dimension }) => dimension !== 'status')) return verdicts[verdict]
  // A revocation that the issuer did not sign is not a revocation.
  if (failed.some(({ code }) => code === 'revocation.not_signed')) return verdicts[verdict]
  return failed.some(({ check }) => check === 'revocation') ? verdicts.revoked : verdicts.expired
}
