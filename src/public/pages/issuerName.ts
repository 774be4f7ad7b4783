import { confirmedOf, type Identified, isNameKnown } from '@chancery/verify/checks/identity'
import type { Texts } from '@chancery/verify/texts/languages'
import { shownIssuer } from '../shownIssuer.ts'
import { shortAddress } from './shortAddress.ts'

/** Returns how a page names the issuer: by its domain, or by a confirmed name. Marks every name that is not checked. */
export function issuerName(certificate: Identified, now: Date, texts: Texts): string {
  const { name, address } = certificate.states.issuer
  const confirmed = confirmedOf(certificate, now)
  if (confirmed.domain) return confirmed.domain
  if (confirmed.confirmedBy === 'registry') return shownIssuer(certificate, now) ?? ''
  if (name === null) return shortAddress(address)
  return isNameKnown(confirmed) ? name : texts.page.nameNotChecked(name)
}
