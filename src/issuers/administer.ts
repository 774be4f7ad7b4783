import { type ConfirmedBy, confirmedOf } from '@chancery/verify/checks/identity'
import type { Address } from '@chancery/verify/ethereum/address'
import { record } from '../core/audit.ts'
import { Problem } from '../core/problem.ts'
import { registerWallet } from '../core/wallets.ts'
import { type Authorship, write } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import { toIdentity } from './identity.ts'
import { findIssuers } from './queries.ts'

// What the operator decides about issuers, by command.

export type SiteOrWallet = { siteId: number } | { address: Address }

type Operator = Pick<Authorship, 'author' | 'at'>

/** Blocks an issuer or ends its block. Throws `site.not_found`. A wallet that is unknown here can be blocked too. */
export async function blockIssuer(
  db: Database,
  issuer: SiteOrWallet,
  isBlocked: boolean,
  { author, at }: Operator,
): Promise<void> {
  const owner = await ownerOf(db, issuer)
  const siteId = 'siteId' in owner ? owner.siteId : null
  await write({ db }, async (tx) => {
    const data = { blockedAt: isBlocked ? at : null }
    await tx.issuer.upsert({ where: owner, create: { ...owner, ...data }, update: data })
    const action = isBlocked ? 'issuer.block' : 'issuer.unblock'
    await record(tx, { siteId, author, at }, { action, subject: subjectOf(issuer) })
  })
}

/**
 * Lets the operator's word count again for a site whose domain no longer confirms it. Confirmations that end later count
 * again. Throws `site.not_found`.
 */
export async function releaseSite(db: Database, siteId: number, { author, at }: Operator): Promise<void> {
  const owner = await ownerOf(db, { siteId })
  await write({ db }, async (tx) => {
    await tx.issuer.upsert({ where: owner, create: { ...owner, releasedAt: at }, update: { releasedAt: at } })
    await record(tx, { siteId, author, at }, { action: 'issuer.release', subject: subjectOf({ siteId }) })
  })
}

export type ListedIssuer = {
  siteId: number | null
  name: string | null
  address: string | null
  domain: string | null
  confirmedBy: ConfirmedBy | null
  since: Date | null
  blockedAt: Date | null
}

/** Lists the issuers, sites first. The operator confirms a site without another confirmation. */
export async function listIssuers(db: Database, trustRegistries: string[], now = new Date()): Promise<ListedIssuer[]> {
  const rows = await findIssuers(db.prisma)
  return rows.map(({ siteId, name, address, domain, identity: row }) => {
    const operator = siteId === null ? null : 'operator'
    const party = { name, link: null, address }
    const identity = toIdentity(row, { did: null, operator, nameOwner: null, trustRegistries })
    const stated = { issuer: party, holder: { name: null, link: null, address: null } }
    const { confirmedBy, confirmedSince } = confirmedOf({ receivedAt: now, states: stated, identity }, now)
    return { siteId, name, address, domain, confirmedBy, since: confirmedSince, blockedAt: identity.blockedAt }
  })
}

async function ownerOf(db: Database, issuer: SiteOrWallet): Promise<{ siteId: number } | { walletId: string }> {
  if ('address' in issuer) return { walletId: (await registerWallet(db.prisma, issuer.address)).id }
  const site = await db.prisma.site.findUnique({ where: { id: issuer.siteId }, select: { id: true } })
  if (!site) throw new Problem('site.not_found', `There is no site ${issuer.siteId}.`)
  return { siteId: site.id }
}

function subjectOf(issuer: SiteOrWallet): string {
  return 'address' in issuer ? `wallet/${issuer.address}` : `site/${issuer.siteId}`
}
