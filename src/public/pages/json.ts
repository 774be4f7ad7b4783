import { toNumber } from '@chancery/verify/certificateNumber'
import { headline } from '@chancery/verify/checks/headline'
import type { Texts } from '@chancery/verify/texts/languages'
import type { Shown } from './certificatePage.ts'

export function toJson({ certificate, verification, at, publicUrl }: Shown, texts: Texts) {
  const { publicId, states, revocation, document } = certificate
  return {
    verdict: verification.verdict,
    message: headline(verification, texts),
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
    checks: verification.results,
  }
}
