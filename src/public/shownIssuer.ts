import { confirmedOf, type Identified, isLent, isNameKnown, judgeIdentity } from '@chancery/verify/checks/identity'

/**
 * Returns the name by which pictures and links call an issuer: the stated name if it is confirmed, else the registry's name
 * or the domain. Null if the issuer is not confirmed.
 */
export function shownIssuer(certificate: Identified, now: Date): string | null {
  if (!isLent(certificate, now)) return null
  const { identity, states } = certificate
  const confirmed = confirmedOf(certificate, now)
  if (isNameKnown(confirmed) || identity.operator !== null) return states.issuer.name
  const { evidence } = judgeIdentity(certificate, now)
  if ('listedName' in evidence) return evidence.listedName
  // A domain that is unreachable now.
  return confirmed.domain ?? ('source' in evidence ? evidence.source : null)
}
