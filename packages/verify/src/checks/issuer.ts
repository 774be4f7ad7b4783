import type { Check } from './check.ts'
import { findSigned } from './signed.ts'

/**
 * Who issued it: a wallet whose signature is of what the certificate says now or, where nobody signed that, a site of
 * this server or the wallet that signed the request.
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
