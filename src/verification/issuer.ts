import type { Check } from './check.ts'

/** Who issued it: a site of this server, or the wallet that signed the request. */
export const issuer: Check = {
  name: 'issuer',
  dimension: 'issuer',
  find({ states: { issuer } }) {
    return issuer.address === null
      ? { outcome: 'passed', code: 'issuer.site', evidence: { name: issuer.name ?? '' } }
      : { outcome: 'passed', code: 'issuer.wallet', evidence: { address: issuer.address } }
  },
}
