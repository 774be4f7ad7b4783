import { parseAddress } from '@chancery/verify/ethereum/address'
import { revocationHasher } from '@chancery/verify/proof/revocationData'
import { invalid, Problem } from '../../core/problem.ts'
import { isUuid } from '../../core/publicId.ts'
import { isSignedBy, provenSignature } from '../../core/signatures.ts'
import type { Wallet } from '../../core/wallets.ts'
import { type Authorship, type WalletAuthor, type WalletContext, write } from '../../core/writeContext.ts'
import type { Tx } from '../../database/sql.ts'
import { notSigned, type Signing } from './issuerSignatures.ts'
import { certificateNotFound } from './service.ts'

/** Reason of a revocation, and the issuer's signature of it with the signed time (whole seconds). */
export type NewRevocation = { reason: string; signed: { at: Date; signature: Uint8Array<ArrayBuffer> } | null }

export type RevocationRequest = { requestId: string; publicUrl: string }

/** Locks the course certificate that a wallet certificate was published from. */
export type LockOrigin = (
  tx: Tx,
  siteId: number,
  id: number,
) => Promise<{
  isRevoked: boolean
  /** Revokes it in the LMS API, with audit entry and event. */
  recordRevocation(change: Authorship, revocation: { reason: string; at: Date }): Promise<unknown>
}>

/**
 * Revokes a certificate, also one that its holder deleted, and its course certificate permanently for the issuer. A second
 * call changes nothing.
 */
export async function revokeByIssuer(
  context: WalletContext & RevocationRequest,
  signing: Signing,
  id: string,
  { reason, signed }: NewRevocation,
  lockOrigin: LockOrigin,
): Promise<void> {
  const { db, wallet: issuer, at: now, requestId, publicUrl } = context
  if (!isUuid(id)) throw certificateNotFound()
  // In this order, because a deletion between the two leaves a tombstone.
  const known =
    (await db.prisma.walletCertificate.findUnique({ where: { id }, select: revocable })) ??
    (await db.prisma.tombstone.findUnique({ where: { certificateId: id, kind: 'deleted' }, select: revocable }))
  if (!known?.issuerId) throw certificateNotFound()
  if (known.issuerId !== issuer.id) throw new Problem('certificate.not_issuer')
  // A signed certificate keeps the chain of its signature: one proof contains both signatures.
  const chain = known.signatureChainId === null ? signing.chainId : Number(known.signatureChainId)
  const signature =
    signed && !known.revokedAt ? await ensureSigned(signing, chain, id, issuer, { reason, ...signed }, now) : null
  const at = signed?.at ?? now
  const bySignature = { revocationSignature: signature, revocationChainId: signature ? chain : null }
  await write(context, async (tx) => {
    const { courseCertificate: from } = known
    // Locks in the same order as a revocation in the LMS API, to prevent deadlocks.
    const origin = from && (await lockOrigin(tx, from.siteId, from.id))
    const unrevoked = { issuerId: issuer.id, revokedAt: null }
    const revocation = { revokedAt: at, revocationReason: reason, ...bySignature }
    // The first of concurrent revocations wins. The first update waits for a deletion, so the second finds its tombstone.
    const { count } = await tx.walletCertificate.updateMany({ where: { id, ...unrevoked }, data: revocation })
    const { count: buried } = await tx.tombstone.updateMany({
      where: { certificateId: id, ...unrevoked },
      data: revocation,
    })
    if (count + buried === 0 || !from || !origin || origin.isRevoked) return
    const author: WalletAuthor = { requestId, command: `revocation by ${issuer.address}` }
    const change = { siteId: from.siteId, author, at: now, publicUrl }
    await origin.recordRevocation(change, { reason, at })
  })
}

const revocable = {
  issuerId: true,
  revokedAt: true,
  signatureChainId: true,
  courseCertificate: { select: { id: true, siteId: true } },
} as const

/** Maximum clock difference between wallet and server, in milliseconds. */
const MAX_SKEW_MS = 5 * 60_000

/** Returns the signature as proofs have it. */
async function ensureSigned(
  { contracts, chainId }: Signing,
  chain: number,
  id: string,
  issuer: Wallet,
  { reason, at, signature }: { reason: string; at: Date; signature: Uint8Array<ArrayBuffer> },
  now: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Math.abs(now.getTime() - at.getTime()) > MAX_SKEW_MS) {
    const seconds = Math.floor(now.getTime() / 1000)
    throw invalid('revoked_at', `Must be within five minutes of the server’s time, which is ${seconds}.`)
  }
  const address = parseAddress(issuer.address)
  const digest = revocationHasher(chain)({ certificate: id.toLowerCase(), reason, revokedAt: at })
  // The configured node knows only its own chain.
  const usable = chain === chainId ? contracts : null
  if (!address || !(await isSignedBy(usable, address, digest, signature))) {
    throw notSigned(
      `The signature is not by ${issuer.address} for this revocation on chain ${chain}. Sign the revocation again.`,
    )
  }
  return provenSignature(address, digest, signature).signature
}
