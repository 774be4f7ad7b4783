import type { Check } from './check.ts'
import { findSigned } from './signed.ts'

/**
 * Checks the issuer: the wallet must have signed the certificate's current content. An unsigned certificate comes from
 * a site of this server, or from the wallet that signed the request.
 */
export const issuer: Check = {
  name: 'issuer',
  dimension: 'issuer',
  run({ states: { issuer }, signature }, ports, signal) {
    if (signature) return findSigned(signature, ports, signal)
    return issuer.address === null
      ? { outcome: 'passed', code: 'issuer.site', evidence: { name: issuer.name ?? '' } }
      : { outcome: 'passed', code: 'issuer.wallet', evidence: { address: issuer.address } }
  },
}
