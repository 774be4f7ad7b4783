import type { Check } from './check.ts'
import { checkSignature } from './checkSignature.ts'

/** Checks the issuer's signature of the current content. If unsigned, the issuer is a site or the requesting wallet. */
export const issuer: Check = {
  name: 'issuer',
  dimension: 'issuer',
  run({ states: { issuer }, signature }, ports, signal) {
    if (signature) return checkSignature(signature, ports, signal)
    return issuer.address === null
      ? { outcome: 'passed', code: 'issuer.site', evidence: { name: issuer.name ?? '' } }
      : { outcome: 'passed', code: 'issuer.wallet', evidence: { address: issuer.address } }
  },
}
