import type { Texts } from '../texts/en.ts'
import type { Verification } from './runChecks.ts'

/** The verdict in a sentence: that it was revoked or has expired only where nothing worse is the matter. */
export function headline({ verdict, results }: Verification, { verdicts }: Texts): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  if (failed.length === 0 || failed.some(({ dimension }) => dimension !== 'status')) return verdicts[verdict]
  // That somebody wrote a revocation into a proof which the issuer did not sign is no revocation.
  if (failed.some(({ code }) => code === 'revocation.not_signed')) return verdicts[verdict]
  return failed.some(({ check }) => check === 'revocation') ? verdicts.revoked : verdicts.expired
}
