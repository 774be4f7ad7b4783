import type { Address } from '@chancery/verify/ethereum/address'
import type { Bundle } from '@chancery/verify/proof/bundle'
import {
  type Anchorage,
  type Disclosable,
  disclosable,
  disclose,
  forAnybody,
  type Proof,
  wholeBundle,
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

/** What bundles are made with: where the server is reached, and when. */
export type Bundling = { publicUrl: string; now: Date }

const nameless = disclosable.filter((fact) => fact !== 'holder_name')

/** What anybody finds: a bundle, or when its holder deleted the certificate. */
export type PublicBundle = { bundle: Bundle } | { deletedAt: Date }

/**
 * Finds the bundle of a certificate of either API, as anybody gets it, by its public id; null where there never was such a
 * certificate. Throws Problem where nobody signed it and no chain has it.
 */
export async function publicBundle(db: Database, bundling: Bundling, publicId: string): Promise<PublicBundle | null> {
  if (!isUuid(publicId)) return null
  const [created, issued, tombstone] = await Promise.all([
    db.prisma.walletCertificate.findUnique({ where: { id: publicId }, include: withAnchor }),
    db.prisma.courseCertificate.findUnique({ where: { publicId }, select: { published: { include: withAnchor } } }),
    db.prisma.tombstone.findUnique({ where: { certificateId: publicId } }),
  ])
  // Of what was published encrypted, the page of the wallet API does not tell whose wallet it is (docs/encryption.md).
  if (created?.encrypted) return { bundle: forAnybody(disclose(bundleOf(created, bundling), nameless)) }
  const row = created ?? issued?.published
  if (row) return { bundle: forAnybody(bundleOf(row, bundling)) }
  if (issued) throw new Problem('certificate.unproven')
  return tombstone && { deletedAt: tombstone.deletedAt }
}

/** The bundle of a certificate for its holder, with the chosen facts or all, the checksum among them. */
export async function holderBundle(
  db: Database,
  bundling: Bundling,
  id: string,
  holder: Wallet,
  chosen: Disclosable[] | null,
): Promise<Bundle> {
  const row = isUuid(id) && (await db.prisma.walletCertificate.findUnique({ where: { id }, include: withAnchor }))
  if (!row) throw new Problem('certificate.not_found')
  if (row.holderId !== holder.id) throw new Problem('certificate.not_holder')
  const bundle = bundleOf(row, bundling)
  return chosen ? disclose(bundle, chosen) : bundle
}

type Row = Prisma.WalletCertificateGetPayload<{ include: typeof withAnchor }>

function bundleOf(row: Row, { publicUrl, now }: Bundling): Bundle {
  const proved = provable(row)
  const anchor = anchorageOf(row)
  // What was anchored on another chain is another digest than the one that was signed.
  const chainId = row.signatureChainId === null ? anchor?.chainId : Number(row.signatureChainId)
  if (!proved || chainId === undefined) throw new Problem('certificate.unproven')
  const anchorThere = anchor?.chainId === chainId ? anchor.anchorage : null
  return wholeBundle({
    chainId,
    page: `${publicUrl}/verify/${row.id}`,
    madeAt: now,
    ...proved,
    signature: row.issuerSignature && { by: row.signedByContract ? 'contract' : 'key', value: row.issuerSignature },
    revocation: revocationOf(row, chainId),
    anchor: anchorThere,
  })
}

/**
 * What was signed is told as it was signed, or not as signed: without an email address it is another text, and one for
 * another chain than the bundle's is another signature.
 */
function revocationOf(row: Row, chainId: number): Proof['revocation'] {
  const { revokedAt, revocationReason, revocationSignature, revocationChainId } = row
  const [reason, told] = [revocationReason ?? '', withoutEmail(revocationReason ?? '')]
  const isAsSigned = told === reason && revocationChainId === BigInt(chainId)
  return revokedAt && { at: revokedAt, reason: told, signature: isAsSigned ? revocationSignature : null }
}

/** Where it stands on a chain; null while that may change. */
function anchorageOf({ inAnchor }: Row): { chainId: number; anchorage: Anchorage } | null {
  if (inAnchor?.anchor.state !== 'confirmed') return null
  const { root, chainId, contract, blockNumber, blockHash, blockTime, transactionHash } = inAnchor.anchor
  if (blockNumber === null || !blockHash || !blockTime || !transactionHash) return null
  return {
    chainId: Number(chainId),
    anchorage: {
      proof: inAnchor.proof,
      root,
      contract: contract as Address, // The database keeps it so.
      transaction: toHex(transactionHash),
      block: { number: Number(blockNumber), hash: toHex(blockHash), time: blockTime },
    },
  }
}
