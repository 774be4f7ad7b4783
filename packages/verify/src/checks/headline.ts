import type { Texts } from '../texts/en.ts'
import type { Code, Outcome } from './check.ts'
import type { CheckResult, Verification } from './runChecks.ts'

/** Returns the verdict as a sentence. Names revocation or expiry only if no other check failed. */
export function headline({ verdict, results }: Verification, { verdicts }: Texts): string {
  switch (verdict) {
    case 'valid':
      return confirmation(results, verdicts) ?? verdicts.not_checked
    case 'issuer_not_confirmed':
      return verdicts.issuer_not_confirmed
    case 'not_checked':
      return verdicts.not_checked
    case 'not_valid':
      return reason(results, verdicts)
  }
}

/** Returns what the reader should do. Null for a valid certificate. */
export function advice({ verdict, results }: Verification, { advice, checks }: Texts): string | null {
  switch (verdict) {
    case 'valid':
      return null
    case 'issuer_not_confirmed': {
      const name = nameIn(results)
      return name ? advice.issuer_not_confirmed(name) : advice.issuer_not_confirmed_unnamed
    }
    case 'not_checked': {
      const unknown = results.filter(({ outcome }) => outcome === 'unknown')
      return advice.not_checked(unknown.map(({ check }) => checks[check]).join(', '))
    }
    case 'not_valid':
      return isGenuineUntilExpiry(results) ? null : advice.not_valid
  }
}

function confirmation(results: CheckResult[], verdicts: Texts['verdicts']): string | null {
  for (const { code, evidence } of results) {
    if (code === 'identity.domain' || code === 'identity.domain_now') return verdicts.domain(evidence.domain)
    if (code === 'identity.registry') return verdicts.registry(evidence.listedName, evidence.registry)
    if (code === 'identity.operator') return verdicts.operator(evidence.name, evidence.operator)
    if (code === 'identity.named') return verdicts.named(evidence.issuer)
  }
  return null
}

/** The checks whose failure shows that the content is not what was issued. */
const changes: ReadonlySet<CheckResult['check']> = new Set(['record', 'issuer', 'document', 'anchor'])

function reason(results: CheckResult[], verdicts: Texts['verdicts']): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  if (failed.some(({ code }) => code === 'issuer.compromised')) return verdicts.compromised
  // A revocation that the issuer did not sign shows that the proof was changed.
  if (failed.some(({ check, code }) => changes.has(check) || code === 'revocation.not_signed')) return verdicts.changed
  if (failed.some(({ check }) => check === 'file')) return verdicts.other_file
  for (const { check, evidence } of failed) {
    if (check === 'revocation' && 'at' in evidence) return verdicts.revoked(evidence.at)
  }
  for (const { code, evidence } of failed) {
    if (code !== 'expiry.expired') continue
    const { at, timeZone } = evidence
    return isGenuineUntilExpiry(results) ? verdicts.expired_genuine(at, timeZone) : verdicts.expired(at, timeZone)
  }
  return verdicts.changed
}

function isGenuineUntilExpiry(results: CheckResult[]): boolean {
  return results.every(({ check, outcome }) => isGood(outcome) || (check === 'expiry' && outcome === 'failed'))
}

function isGood(outcome: Outcome): boolean {
  return outcome === 'passed' || outcome === 'skipped'
}

function nameIn(results: CheckResult[]): string | null {
  const named: ReadonlySet<Code> = new Set(['identity.none', 'identity.blocked', 'identity.name_taken'])
  for (const { code, evidence } of results) if (named.has(code) && 'name' in evidence) return evidence.name
  return null
}
