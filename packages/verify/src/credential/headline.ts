import type { Verdict } from '../checks/runChecks.ts'
import type { AllCredentialTexts } from '../texts/loadCredentialTexts.ts'
import type { CheckName, CredentialCheck } from './result.ts'

/** Longest name of an issuer in a sentence, in characters. */
const MAX_NAME = 200

/** Returns the verdict as a sentence. Names revocation or expiry only if no other check failed. */
export function headline(verdict: Verdict, checks: CredentialCheck[], { shared, own }: AllCredentialTexts): string {
  const { verdicts } = shared
  if (verdict === 'issuer_not_confirmed' || verdict === 'not_checked') return verdicts[verdict]
  if (checks.some(isChange)) return own.verdicts.changed
  for (const { code, evidence } of checks) {
    if (code === 'revocation.revoked') {
      return evidence.purpose === 'suspension' ? own.verdicts.suspended : own.verdicts.revoked
    }
  }
  for (const { code, evidence } of checks) {
    if (code === 'expiry.expired') {
      return isGenuineUntilExpiry(checks) ? verdicts.expired_genuine(evidence.at) : verdicts.expired(evidence.at)
    }
    if (code === 'expiry.not_yet') return own.verdicts.not_yet(evidence.at)
    if (verdict !== 'valid') continue
    if (code === 'identity.did_web') return verdicts.domain(evidence.domain)
    if (code === 'identity.registry') return verdicts.registry(evidence.listedName, evidence.registry)
    if (code === 'identity.named') return verdicts.named(evidence.issuer)
  }
  return own.verdicts.changed
}

/** Returns what the reader should do. Null for a valid credential. `name`: what the issuer calls itself. */
export function advice(
  verdict: Verdict,
  checks: CredentialCheck[],
  name: string | null,
  texts: AllCredentialTexts,
): string | null {
  const { advice } = texts.shared
  switch (verdict) {
    case 'valid':
      return null
    case 'issuer_not_confirmed':
      return name ? advice.issuer_not_confirmed(name.slice(0, MAX_NAME)) : advice.issuer_not_confirmed_unnamed
    case 'not_checked': {
      const unknown = checks.filter(({ outcome }) => outcome === 'unknown')
      return advice.not_checked(unknown.map(({ check }) => labelOf(check, texts)).join(', '))
    }
    case 'not_valid':
      return isGenuineUntilExpiry(checks) ? null : advice.not_valid
  }
}

/** Returns the name of a check for people. */
export function labelOf(check: CheckName, { shared, own }: AllCredentialTexts): string {
  return check === 'content' ? own.checks.content : shared.checks[check]
}

/** Whether the content is not what was issued. */
function isChange({ check, outcome }: CredentialCheck): boolean {
  return outcome === 'failed' && (check === 'content' || check === 'issuer')
}

function isGenuineUntilExpiry(checks: CredentialCheck[]): boolean {
  return checks.every(({ code, outcome }) => outcome === 'passed' || outcome === 'skipped' || code === 'expiry.expired')
}
