import type { IssuerKeys } from '../chain/keys/issuerKey.ts'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'
import type { SiteDid } from '../database/prisma/client.ts'
import { didDocument, didKeyOf, didWebOf, webDidsOf } from './did.ts'
import { currentKey, findCurrent, isWithoutKey, type KeyContext } from './keys.ts'
import { insertDids } from './queries.ts'

export type IssuersContext = Omit<KeyContext, 'siteId'> & {
  publicUrl: string
  issuerKeys: IssuerKeys
  chainId: number
}

/** Address of a did.json: below `/issuers/{siteId}`, or below `/.well-known` if `siteId` is null. */
export type DocumentAddress = { host: string; siteId: number | null }

/** A DID document. `isCurrent`: its DID belongs to the present PUBLIC_URL. */
export type FoundDocument = { document: object; isCurrent: boolean }

/** Returns the DID document at an address. Throws `route.not_found` if there is none: no site, no https, or no key. */
export async function documentAt(context: IssuersContext, address: DocumentAddress): Promise<FoundDocument> {
  const published = await publishedAt(context, address)
  const site = await siteOf(context, published?.siteId ?? address.siteId)
  const current = site ? webDidsOf(context.publicUrl, site) : []
  const did = published?.did ?? current.find((one) => isRoot(one) === (address.siteId === null))
  if (!site || !did) throw new Problem('route.not_found')
  await currentKey({ ...context, siteId: site.id }).catch((error) => {
    throw isWithoutKey(error) ? new Problem('route.not_found', 'This site has no key yet.') : error
  })
  await publish(context, site.id, current)
  const keys = await context.db.prisma.siteKey.findMany({ where: { siteId: site.id }, orderBy: { id: 'desc' } })
  const others = current.filter((other) => other !== did)
  const document = didDocument(did, others, keys, await ethereumAccountOf(context, site.id))
  return { document, isCurrent: current.includes(did) }
}

/** Returns the DID of a site: did:web where PUBLIC_URL is https, else the did:key of its current key. */
export async function didOf(context: IssuersContext, siteId: number): Promise<string> {
  const site = await siteOf(context, siteId)
  if (!site) throw new Problem('site.not_found', `There is no site ${siteId}.`)
  const dids = webDidsOf(context.publicUrl, site)
  await publish(context, siteId, dids)
  return dids[0] ?? didKeyOf((await currentKey({ ...context, siteId })).publicKey)
}

/** The first site of a database stays the first one. */
const firstSites = new WeakMap<Database, number>()

/**
 * Returns the DIDs of a site, the main one first, for pages: without creating a key. Empty if there is neither https nor a
 * key. Pages of certificates give the current key, so that this needs no query.
 */
export async function didsOfSite(
  db: Database,
  { id, publicKey }: { id: number; publicKey?: Uint8Array | null },
  publicUrl: string,
): Promise<string[]> {
  const firstId = firstSites.get(db) ?? (await siteOf({ db }, null))?.id
  if (firstId !== undefined) firstSites.set(db, firstId)
  const dids = webDidsOf(publicUrl, { id, isFirst: id === firstId })
  if (dids.length > 0) return dids
  const key = publicKey === undefined ? (await findCurrent(db.prisma, id))?.publicKey : publicKey
  return key ? [didKeyOf(key)] : []
}

/** Finds the published DID of an address. It resolves under its own host, also after PUBLIC_URL has changed. */
async function publishedAt(
  { db, publicUrl }: IssuersContext,
  { host, siteId }: DocumentAddress,
): Promise<SiteDid | null> {
  // A host with other characters would change the path.
  if (!/^[a-z0-9.-]+(:\d{1,5})?$/i.test(host)) return null
  const path = siteId === null ? '' : `${new URL(publicUrl).pathname.replace(/\/$/, '')}/issuers/${siteId}`
  const url = `https://${host}${path}`
  const did = URL.canParse(url) ? didWebOf(url) : null
  return did === null ? null : db.prisma.siteDid.findUnique({ where: { did } })
}

/** Records the DIDs of a site as published before they leave the server. */
async function publish({ db, at }: IssuersContext, siteId: number, dids: string[]): Promise<void> {
  const known = await db.prisma.siteDid.count({ where: { did: { in: dids } } })
  if (known < dids.length) await insertDids(db, siteId, dids, at)
}

async function siteOf(
  { db }: Pick<IssuersContext, 'db'>,
  siteId: number | null,
): Promise<{ id: number; isFirst: boolean } | null> {
  const first = await db.prisma.site.findFirst({ orderBy: { id: 'asc' }, select: { id: true } })
  if (!first || siteId === null || siteId === first.id) return first && { id: first.id, isFirst: true }
  const site = await db.prisma.site.findUnique({ where: { id: siteId }, select: { id: true } })
  return site && { id: site.id, isFirst: false }
}

async function ethereumAccountOf({ issuerKeys, chainId }: IssuersContext, siteId: number) {
  const key = issuerKeys.get(siteId)
  if (!key) return null
  // ethers is loaded only where a site publishes.
  const { addressOf } = await import('../chain/keys/addressOf.ts')
  return { chainId, address: addressOf(key) }
}

function isRoot(did: string): boolean {
  return did.split(':').length === 3
}
