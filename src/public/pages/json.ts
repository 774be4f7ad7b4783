import { toNumber } from '@chancery/verify/certificateNumber'
import { advice, headline } from '@chancery/verify/checks/headline'
import { confirmedOf, isOwnHolder } from '@chancery/verify/checks/identity'
import type { Texts } from '@chancery/verify/texts/languages'
import { serverUrlOf } from '../serverUrl.ts'
import type { Shown } from './certificatePage.ts'

export function toJson({ certificate, verification, at, publicUrl }: Shown, texts: Texts) {
  const { publicId, states, revocation, document, identity } = certificate
  const { nameListedBy, nameApprovedBy: _approved, ...confirmed } = confirmedOf(certificate, at)
  return {
    verdict: verification.verdict,
    message: headline(verification, texts),
    advice: advice(verification, texts),
    checkedAt: at,
    url: `${publicUrl}/verify/${publicId}`,
    certificate: {
      id: publicId,
      number: toNumber(publicId),
      ...states,
      document,
      revokedAt: revocation?.at ?? null,
      revocationReason: revocation?.reason ?? null,
      replacedBy: revocation?.replacedBy ?? null,
    },
    issuer: {
      name: states.issuer.name,
      nameConfirmed: nameListedBy !== null,
      did: identity.did,
      address: states.issuer.address,
      isHolder: isOwnHolder(states),
      ...confirmed,
    },
    attestedBy: certificate.attestedBy,
    testServer: serverUrlOf(publicUrl).isTest,
    checks: verification.results,
  }
}
