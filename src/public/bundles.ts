import type { Address } from '@chancery/verify/ethereum/address'
import type { Bundle, BundledIssuer } from '@chancery/verify/proof/bundle'
import {
  type AnchorProof,
  type Disclosable,
  disclose,
  fullBundle,
  type Proof,
  toPublicBundle,
} from '@chancery/verify/proof/disclosure'
import { toHex } from '@chancery/verify/proof/hex'
import { unixTime } from '@chancery/verify/unixTime'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { withAnchor } from '../anchoring/lookup.ts'
import { Problem } from '../core/problem.ts'
import { forProof, provable } from '../core/provable.ts'
import { isUuid } from '../core/publicId.ts'
import { withChecksum } from '../core/storedSecrets.ts'
import type { Wallet } from '../core/wallets.ts'
import type { Database } from '../database/client.ts'
import type { Prisma } from '../database/prisma/client.ts'
import { type Account, pkhOf } from '../issuers/confirm/did.ts'
import type { IssuersContext } from '../issuers/service.ts'
import { signedSite } from '../issuers/signedClaim.ts'
import { publicBundleOf } from './publicFacts.ts'
import { type Tombstone, toTombstone } from './tombstone.ts'

export type BundleContext = Omit<IssuersContext, 'db'>

const forBundle = {
  ...withAnchor,
  issuer: { select: { address: true, identity: true } },
  courseCertificate: { select: { ...forProof.courseCertificate.select, siteId: true, timeZone: true } },
} satisfies Prisma.WalletCertificateInclude

export type PublicBundle = { bundle: Bundle } | Tombstone

/** Returns the public bundle. Null if the id never existed. Throws Problem if it is neither signed nor anchored. */
export async function publicBundle(
  db: Database,
  context: BundleContext,
  publicId: string,
): Promise<PublicBundle | null> {
  if (!isUuid(publicId)) return null
  const [created, issued, tombstone] = await Promise.all([
    db.prisma.walletCertificate.findUnique({ where: { id: publicId }, include: forBundle }),
    db.prisma.courseCertificate.findUnique({ where: { publicId }, select: { published: { include: forBundle } } }),
    db.prisma.tombstone.findUnique({
      where: { certificateId: publicId },
      include: { issuer: { select: { address: true } } },
    }),
  ])
  const row = created ?? issued?.published
  if (row) {
    const bundle = await bundleOf(db, context, row)
    return { bundle: toPublicBundle(created?.encrypted ? publicBundleOf(bundle) : bundle) }
  }
  if (issued) throw new Problem('certificate.unproven')
  return tombstone && toTombstone(publicId, tombstone)
}

/** Returns a certificate's bundle for its holder, with the chosen facts or with all, including the checksum. */
export async function holderBundle(
  db: Database,
  context: BundleContext,
  id: string,
  holder: Wallet,
  chosen: Disclosable[] | null,
): Promise<Bundle> {
  const row = isUuid(id) && (await db.prisma.walletCertificate.findUnique({ where: { id }, include: forBundle }))
  if (!row) throw new Problem('certificate.not_found')
  if (row.holderId !== holder.id) throw new Problem('certificate.not_holder')
  const bundle = await bundleOf(db, context, row)
  return chosen ? disclose(bundle, chosen) : bundle
}

type Row = Prisma.WalletCertificateGetPayload<{ include: typeof forBundle }>

async function bundleOf(db: Database, context: BundleContext, row: Row): Promise<Bundle> {
  const proved = provable(withChecksum(db.secrets, row))
  const anchor = confirmedAnchorOf(row)
  // The digest depends on the chain: an anchor on another chain has another digest than the signature.
  const chainId = row.signatureChainId === null ? anchor?.chainId : Number(row.signatureChainId)
  if (!proved || chainId === undefined) throw new Problem('certificate.unproven')
  const anchorOnChain = anchor?.chainId === chainId ? anchor.anchorage : null
  return fullBundle({
    chainId,
    page: `${context.publicUrl}/verify/${row.id}`,
    madeAt: context.at,
    timeZone: row.courseCertificate?.timeZone ?? 'UTC',
    issuer: await issuerOf(db, context, row, { address: proved.head.issuer, chainId }),
    ...proved,
    signature: row.issuerSignature && { by: row.signedByContract ? 'contract' : 'key', value: row.issuerSignature },
    revocation: revocationOf(row, chainId),
    anchor: anchorOnChain,
  })
}

/** Returns the site that published the certificate, or the wallet that created it. */
async function issuerOf(
  db: Database,
  context: BundleContext,
  { courseCertificate, issuer: { identity } }: Row,
  account: Account,
): Promise<BundledIssuer> {
  const site = courseCertificate && (await signedSite({ ...context, db }, courseCertificate.siteId))
  return site ?? { did: pkhOf(account), claim: courseCertificate ? null : claimOf(identity, account) }
}

/** Includes the wallet's claim of a domain only if it signed it for the chain of the bundle. */
function claimOf(identity: Row['issuer']['identity'], { chainId }: Account): BundledIssuer['claim'] {
  const { domain, signedAt, signature, signatureChainId, signedByContract } = identity ?? {}
  if (!domain || !signedAt || !signature || signatureChainId !== BigInt(chainId)) return null
  const by = signedByContract ? 'contract' : 'key'
  return { domain, at: unixTime(signedAt), by, key: null, signature: toHex(signature) }
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
