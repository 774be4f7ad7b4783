import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { pkhOf } from '../issuers/confirm/did.ts'
import type { CredentialContext } from './context.ts'
import { type Recipient, toOpenBadge } from './openBadge.ts'
import type { Exported, ReservedCredential } from './queries.ts'
import { signAs } from './sign.ts'

/** A certificate with a reserved place. `recipient`: the wallet that gets a copy; null for the public credential. */
export type ToSign = { publicId: string; exported: Exported; reserved: ReservedCredential; recipient: Recipient | null }

export type Signed = { signed: string; keyId: number; certificate: Verifiable }

/**
 * Signs the credential of a certificate. Null if the certificate is gone, or the site has another key. What it reads after the
 * reservation is current: a change ends the reservation.
 */
export async function signReserved(
  context: CredentialContext,
  { publicId, exported, reserved, recipient }: ToSign,
): Promise<Signed | null> {
  const found = await context.findCertificate(publicId)
  if (!found || 'deletedAt' in found) return null
  const { certificate } = found
  const { states, picture } = certificate
  const badge = toOpenBadge({
    ...exported,
    publicId,
    issuer: reserved.did,
    states,
    recipient: recipient ?? walletOf(context, exported, states.holder.address),
    isPublic: recipient === null,
    picture,
    publicUrl: context.publicUrl,
    status: { list: reserved.list, index: reserved.index },
  })
  const done = await signAs(context, exported.siteId, reserved.did, badge, reserved.createdAt)
  return done && { signed: done.signed, keyId: done.key.id, certificate }
}

/** The wallet that a certificate was published to. */
function walletOf({ chainId }: CredentialContext, { isPublished }: Exported, holder: string | null): Recipient | null {
  const address = isPublished ? parseAddress(holder ?? '') : null
  return address && { did: pkhOf({ address, chainId }), email: null }
}
