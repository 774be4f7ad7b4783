import { parseAddress } from '@chancery/verify/ethereum/address'
import type { Database } from '../database/client.ts'
import type { Prisma } from '../database/prisma/client.ts'
import type { Issuer as NamedIssuer, Wallet } from './confirm/did.ts'
import type { WantedKey } from './confirm/didDocument.ts'
import { didKeyOf, multikeyOf } from './did.ts'
import { currentKey } from './keys.ts'
import { didOf, type IssuersContext } from './service.ts'

export const withWallet = { wallet: { select: { address: true } } } satisfies Prisma.IssuerInclude

/** Issuer: a site or a wallet, with its claim. */
export type IssuerRow = Prisma.IssuerGetPayload<{ include: typeof withWallet }>

/**
 * How sources name an issuer: in TXT records and registries, and by its key in did.json. A site has several names: DIDs of
 * former addresses and former keys stay its own, so that a move or a rotation ends no confirmation.
 */
export type NamedKeys = { named: NamedIssuer[]; keys: WantedKey[] }

export function findIssuer(db: Database, id: number | bigint): Promise<IssuerRow | null> {
  return db.prisma.issuer.findUnique({ where: { id }, include: withWallet })
}

/** Creates the row if the site was created by a server of an earlier version. */
export async function issuerOfSite(db: Database, siteId: number): Promise<IssuerRow> {
  const found = await db.prisma.issuer.findUnique({ where: { siteId }, include: withWallet })
  if (found) return found
  await db.prisma.issuer.createMany({ data: { siteId }, skipDuplicates: true })
  return db.prisma.issuer.findUniqueOrThrow({ where: { siteId }, include: withWallet })
}

/** Throws `secrets.no_key` for a site without a key. */
export async function namedKeysOf(context: IssuersContext, { siteId, ...row }: IssuerRow): Promise<NamedKeys> {
  if (siteId === null) {
    // Without a signature the wallet may be a contract, which is another one on each chain.
    const wallet = row.signature ? walletOf(row) : { ...walletOf(row), chainId: context.chainId }
    return { named: [wallet], keys: [wallet] }
  }
  const { prisma } = context.db
  const did = await didOf(context, siteId)
  await currentKey({ ...context, siteId })
  const [published, siteKeys] = await Promise.all([
    prisma.siteDid.findMany({ where: { siteId }, select: { did: true } }),
    prisma.siteKey.findMany({ where: { siteId, compromisedAt: null }, select: { publicKey: true } }),
  ])
  const keys = siteKeys.map(({ publicKey }) => publicKey)
  const dids = new Set([did, ...published.map((one) => one.did), ...keys.map(didKeyOf)])
  return { named: [...dids].map((did) => ({ did })), keys: keys.map((key) => ({ ed25519: multikeyOf(key) })) }
}

/** Returns a wallet with the chain of its contract. A key wallet has no chain. */
export function walletOf({
  wallet,
  signedByContract,
  signatureChainId,
}: Pick<IssuerRow, 'wallet' | 'signedByContract' | 'signatureChainId'>): Wallet {
  const address = wallet && parseAddress(wallet.address)
  if (!address) throw new Error('An issuer is neither a site nor a wallet.')
  return signedByContract && signatureChainId !== null ? { address, chainId: Number(signatureChainId) } : { address }
}
