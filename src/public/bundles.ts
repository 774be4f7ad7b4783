import type { Address } from '@chancery/verify/ethereum/address'
import type { Bundle } from '@chancery/verify/proof/bundle'
import {
  type AnchorProof,
  type Disclosable,
  disclosable,
  disclose,
  fullBundle,
  type Proof,
  toPublicBundle,
} from '@chancery/verify/proof/disclosure'
import { toHex } from '@chancery/verify/proof/hex'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { withAnchor } from '../anchoring/lookup.ts'
import { Problem } from '../core/problem.ts'
import { provable } from '../core/provable.ts'
import { isUuid } from '../core/publicId.ts'
import type { Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import type { Prisma } from '../database/prisma/client.ts'

export type BundleContext = { publicUrl: string; now: Date }

const withoutHolderName = disclosable.filter((fact) => fact !== 'holder_name')

export type PublicBundle = { bundle: Bundle } | { deletedAt: Date }

/** Returns the public bundle. Null if the id never existed. Throws Problem if it is neither signed nor anchored. */
export async function publicBundle(
  db: Database,
  context: BundleContext,
  publicId: string,
): Promise<PublicBundle | null> {
  if (!isUuid(publicId)) return null
  const [created, issued, tombstone] = await Promise.all([
    db.prisma.walletCertificate.findUnique({ where: { id: publicId }, include: withAnchor }),
    db.prisma.courseCertificate.findUnique({ where: { publicId }, select: { published: { include: withAnchor } } }),
    db.prisma.tombstone.findUnique({ where: { certificateId: publicId } }),
  ])
  // The page must not reveal the holder's name of an encrypted certificate (docs/encryption.md).
  if (created?.encrypted) return { bundle: toPublicBundle(disclose(bundleOf(created, context), withoutHolderName)) }
  const row = created ?? issued?.published
  if (row) return { bundle: toPublicBundle(bundleOf(row, context)) }
  if (issued) throw new Problem('certificate.unproven')
  return tombstone && { deletedAt: tombstone.deletedAt }
}

/** Returns a certificate's bundle for its holder, with the chosen facts or with all, including the checksum. */
export async function holderBundle(
  db: Database,
  context: BundleContext,
  id: string,
  holder: Wallet,
  chosen: Disclosable[] | null,
): Promise<Bundle> {
  const row = isUuid(id) && (await db.prisma.walletCertificate.findUnique({ where: { id }, include: withAnchor }))
  if (!row) throw new Problem('certificate.not_found')
  if (row.holderId !== holder.id) throw new Problem('certificate.not_holder')
  const bundle = bundleOf(row, context)
  return chosen ? disclose(bundle, chosen) : bundle
}

type Row = Prisma.WalletCertificateGetPayload<{ include: typeof withAnchor }>

function bundleOf(row: Row, { publicUrl, now }: BundleContext): Bundle {
  const proved = provable(row)
  const anchor = confirmedAnchorOf(row)
  // The digest depends on the chain: an anchor on another chain has another digest than the signature.
  const chainId = row.signatureChainId === null ? anchor?.chainId : Number(row.signatureChainId)
  if (!proved || chainId === undefined) throw new Problem('certificate.unproven')
  const anchorOnChain = anchor?.chainId === chainId ? anchor.anchorage : null
  return fullBundle({
    chainId,
    page: `${publicUrl}/verify/${row.id}`,
    madeAt: now,
    ...proved,
    signature: row.issuerSignature && { by: row.signedByContract ? 'contract' : 'key', value: row.issuerSignature },
    revocation: revocationOf(row, chainId),
    anchor: anchorOnChain,
  })
}

/** Includes the signature only if it matches: not for a masked reason, or another chain than the bundle's. */
function revocationOf(row: Row, chainId: number): Proof['revocation'] {
  const { revokedAt, revocationReason, revocationSignature, revocationChainId } = row
  const [reason, masked] = [revocationReason ?? '', withoutEmail(revocationReason ?? '')]
  const isAsSigned = masked === reason && revocationChainId === BigInt(chainId)
  return revokedAt && { at: revokedAt, reason: masked, signature: isAsSigned ? revocationSignature : null }
}

/** Returns the location on a chain. Null until it is final. */
function confirmedAnchorOf({ inAnchor }: Row): { chainId: number; anchorage: AnchorProof } | null {
  if (inAnchor?.anchor.state !== 'confirmed') return null
  const { root, chainId, contract, blockNumber, blockHash, blockTime, transactionHash } = inAnchor.anchor
  if (blockNumber === null || !blockHash || !blockTime || !transactionHash) return null
  return {
    chainId: Number(chainId),
    anchorage: {
      proof: inAnchor.proof,
      root,
      contract: contract as Address, // The database guarantees the format.
      transaction: toHex(transactionHash),
      block: { number: Number(blockNumber), hash: toHex(blockHash), time: blockTime },
    },
  }
}
