import type { Texts } from '../../../texts/languages.ts'
import type { Verification } from '../../../verification/verify.ts'

/** The verdict in a sentence: that it was revoked or has expired only where nothing worse is the matter. */
export function headline({ verdict, findings }: Verification, { verdicts }: Texts): string {
  const failed = findings.filter(({ outcome }) => outcome === 'failed')
  if (failed.length === 0 || failed.some(({ dimension }) => dimension !== 'status')) return verdicts[verdict]
  return failed.some(({ check }) => check === 'revocation') ? verdicts.revoked : verdicts.expired
}
