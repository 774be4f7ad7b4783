import type { IssuerKeys } from '../chain/keys/issuerKey.ts'
import { Problem } from '../core/problem.ts'
import type { ProblemCode } from '../core/problemCodes.ts'
import type { Secrets } from '../core/secrets.ts'
import type { Database } from '../database/client.ts'
import { didDocument, didKeyOf, didWebOf, webDidsOf } from './did.ts'
import { currentKey } from './keys.ts'
import { insertDids } from './queries.ts'

export type IssuersContext = {
  db: Database
  publicUrl: string
  /** Throws `secrets.no_key` if no key is configured. */
  secrets: () => Secrets
  issuerKeys: IssuerKeys
  chainId: number
  at: Date
}

/**
 * Returns the DID document for an address below `/issuers/{id}`, or for `/.well-known` without an id. Throws
 * `route.not_found`: no such site, PUBLIC_URL is not https, or no DID has this address.
 */
export async function documentAt(context: IssuersContext, asked: { host: string; siteId: number | null }) {
  const published = await publishedAt(context, asked)
  const site = await siteOf(context, published?.siteId ?? asked.siteId)
  const current = site ? webDidsOf(context.publicUrl, site) : []
  const did = published?.did ?? (asked.siteId === null ? current.find(isRoot) : current.find((did) => !isRoot(did)))
  if (!site || !did) throw new Problem('route.not_found')
  const author = { command: 'did document' }
  await currentKey({ ...context, siteId: site.id, author }).catch((error) => {
    throw isProblem(error, 'secrets.no_key') ? new Problem('route.not_found', 'This site has no key yet.') : error
  })
  if (!published) await insertDids(context.db, site.id, [did], context.at)
  const keys = await context.db.prisma.siteKey.findMany({ where: { siteId: site.id }, orderBy: { id: 'desc' } })
  return didDocument(
    did,
    current.filter((other) => other !== did),
    keys,
    await ethereumAccountOf(context, site.id),
  )
}

/** Returns the DID of a site: did:web if PUBLIC_URL is https, otherwise the did:key of its current key. */
export async function didOf(context: IssuersContext, siteId: number): Promise<string> {
  const site = await siteOf(context, siteId)
  if (!site) throw new Problem('site.not_found', `There is no site ${siteId}.`)
  const [did] = webDidsOf(context.publicUrl, site)
  if (did) return did
  return didKeyOf((await currentKey({ ...context, siteId, author: { command: 'did' } })).publicKey)
}

/** A published DID resolves under its own host, also after PUBLIC_URL has changed. */
function publishedAt({ db, publicUrl }: IssuersContext, { host, siteId }: { host: string; siteId: number | null }) {
  const path = siteId === null ? '' : `${new URL(publicUrl).pathname.replace(/\/$/, '')}/issuers/${siteId}`
  const url = `https://${host}${path}`
  const did = URL.canParse(url) ? didWebOf(url) : null
  return did === null ? null : db.prisma.siteDid.findUnique({ where: { did } })
}

async function siteOf({ db }: IssuersContext, siteId: number | null): Promise<{ id: number; isFirst: boolean } | null> {
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

function isProblem(error: unknown, code: ProblemCode): boolean {
  return error instanceof Problem && error.code === code
}

function isRoot(did: string): boolean {
  return did.split(':').length === 3
}
