import type { Check } from './check.ts'
import { checkSignature } from './checkSignature.ts'
import { isCompromised } from './identity.ts'

/** Checks the issuer's signature of the current content. If unsigned, the issuer is a site or the requesting wallet. */
export const issuer: Check = {
  name: 'issuer',
  dimension: 'issuer',
  run(certificate, ports, signal) {
    const {
      states: { issuer },
      signature,
      identity: { compromisedAt: at },
    } = certificate
    // Only a time that the issuer did not choose shows that the key was still safe.
    if (issuer.address !== null && at && isCompromised(certificate)) {
      return { outcome: 'failed', code: 'issuer.compromised', evidence: { address: issuer.address, at } }
    }
    if (signature) return checkSignature(signature, ports, signal)
    return issuer.address === null
      ? { outcome: 'passed', code: 'issuer.site', evidence: {} }
      : { outcome: 'passed', code: 'issuer.wallet', evidence: { address: issuer.address } }
  },
}
