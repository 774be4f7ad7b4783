import { parseAddress } from '@chancery/verify/ethereum/address'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { Database } from '../../../src/database/client.ts'

/** Start of a confirmation by `confirmWallet`. */
export const CONFIRMED_SINCE = new Date('2026-05-03T00:00:00Z')

/** Stores that a domain confirms a wallet by DNS, as its lookup would (src/issuers/confirmIssuer.ts). */
export async function confirmWallet(
  db: Database,
  wallet: string,
  { domain = 'uni.example', seenAt = new Date() } = {},
): Promise<void> {
  const address = parseAddress(wallet)
  if (!address) throw new Error(`Not an address: ${wallet}`)
  const { id: walletId } = await registerWallet(db.prisma, address)
  const claim = {
    ...{ domain, claimedAt: CONFIRMED_SINCE, signedAt: CONFIRMED_SINCE },
    ...{ signature: new Uint8Array(65), signatureChainId: 1n, checkedAt: seenAt },
  }
  const { id: issuerId } = await db.prisma.issuer.upsert({
    where: { walletId },
    create: { walletId, ...claim },
    update: claim,
  })
  await storeConfirmation(db, issuerId, domain, seenAt)
}

/** Stores that a domain confirms a site by DNS. */
export async function confirmSite(
  db: Database,
  siteId: number,
  { domain = 'uni.example', seenAt = new Date() } = {},
): Promise<void> {
  const claim = { domain, claimedAt: CONFIRMED_SINCE, checkedAt: seenAt }
  const { id } = await db.prisma.issuer.upsert({ where: { siteId }, create: { siteId, ...claim }, update: claim })
  await storeConfirmation(db, id, domain, seenAt)
}

async function storeConfirmation(db: Database, issuerId: bigint, source: string, lastSeenAt: Date): Promise<void> {
  const state = { confirmedAt: CONFIRMED_SINCE, lastSeenAt, endedAt: null }
  await db.prisma.confirmation.upsert({
    where: { issuerId_way_source: { issuerId, way: 'dns', source } },
    create: { issuerId, way: 'dns', source, claimedAt: CONFIRMED_SINCE, ...state },
    update: state,
  })
}
