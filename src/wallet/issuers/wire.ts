import { parseSignature } from '@chancery/verify/ethereum/signer'
import { linkWithoutEmail, withoutEmail } from '@chancery/verify/withoutEmail'
import type { z } from 'zod'
import { recordFor } from '../../issuers/confirm/dnsRecord.ts'
import { walletOf } from '../../issuers/issuer.ts'
import type { claimToSign, newClaim, shownIssuer, signableClaim } from './schemas.ts'
import type { NewClaim, SignableClaim, SignedClaim, WalletIssuer } from './service.ts'

export function claimFromWire({ domain, name, link }: z.output<typeof claimToSign>): NewClaim {
  return { domain, name: name ?? null, link: link ?? null }
}

export function signedClaimFromWire({ at, issuer_signature, ...claim }: z.output<typeof newClaim>): SignedClaim {
  const signature = parseSignature(issuer_signature)
  if (!signature) throw new Error('The schema accepted a malformed signature.')
  return { ...claimFromWire(claim), at: new Date(at * 1000), signature: new Uint8Array(signature) }
}

export function signableToWire({ at, typedData }: SignableClaim): z.output<typeof signableClaim> {
  return { at, typed_data: typedData }
}

export function issuerToWire(issuer: WalletIssuer): z.output<typeof shownIssuer> {
  const { domain, name, link, confirmed, checkedAt, compromisedAt, blockedAt } = issuer
  const wallet = walletOf(issuer)
  return {
    address: wallet.address,
    domain,
    name: name && withoutEmail(name),
    link: link && linkWithoutEmail(link),
    record: recordFor(wallet),
    // The operator confirms only sites.
    confirmed_by: confirmed.confirmedBy === 'operator' ? null : confirmed.confirmedBy,
    confirmed_since: confirmed.confirmedSince?.toISOString() ?? null,
    last_checked: (confirmed.lastChecked ?? checkedAt)?.toISOString() ?? null,
    compromised_at: compromisedAt?.toISOString() ?? null,
    blocked: blockedAt !== null,
  }
}
