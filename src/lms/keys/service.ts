import { hash as digest, randomBytes } from 'node:crypto'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { Problem } from '../../core/problem.ts'
import { type Authorship, type SiteContext, write } from '../../core/writeContext.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import type { ApiKey, KeyScope, Site } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { endOf, type GivenDate } from '../dates.ts'
import { firstSite, timeZoneOf } from '../sites/service.ts'
import { toKey } from '../wire.ts'
import { type FoundKey, findKeys, hasAnyKey, lockKeyRow, setLastUse } from './queries.ts'

export type { KeyScope }

export const KEY_SCOPES = ['read', 'issue', 'admin'] as const satisfies KeyScope[]

/** Default time a rotated key stays valid. */
export const DEFAULT_OVERLAP_SECONDS = 86_400

export type KeySummary = Omit<ApiKey, 'hash'>

/** A key just created. Only this response contains its secret. */
export type NewKey = KeySummary & { key: string }

/** Input for a key. Without `scopes`, the key has all of them. */
export type KeyInput = { label: string; scopes?: KeyScope[] | undefined; expiresAt?: GivenDate | undefined }

const hidden = { hash: true }

/** Throws `key.scope_missing` for scopes that are not among `givable`: a key gives at most its own. */
export async function createKey(
  context: SiteContext<NewKey>,
  input: KeyInput,
  givable: readonly KeyScope[] = KEY_SCOPES,
): Promise<NewKey> {
  requireGivable(input.scopes ?? KEY_SCOPES, givable)
  return write(context, async (tx) => {
    const { expiresAt: expiry } = input
    const expiresAt = expiry && endOf(expiry, await timeZoneOf(tx, context.siteId))
    return create(tx, context, 'key.create', { ...input, expiresAt })
  })
}

async function create(
  tx: Tx,
  context: Omit<Authorship, 'publicUrl'>,
  action: string,
  {
    label,
    scopes,
    expiresAt,
    key = generateKey(),
  }: Omit<KeyInput, 'expiresAt'> & {
    expiresAt?: Date | undefined
    key?: string | undefined
  },
): Promise<NewKey> {
  const created = await tx.apiKey.create({
    data: {
      siteId: context.siteId,
      label,
      scopes: scopes && [...new Set(scopes)],
      expiresAt,
      lifeMs: expiresAt && BigInt(expiresAt.getTime() - context.at.getTime()),
      ...fingerprint(key),
    },
    omit: hidden,
  })
  await record(tx, context, { action, subject: `key/${created.id}`, after: toKey(created) })
  return { ...created, key }
}

/** Lists a page of a site's keys by time of creation. */
export async function listKeys(
  db: Database,
  siteId: number,
  range: PageRange<number>,
): Promise<Page<KeySummary, number>> {
  const where = { siteId }
  const rows = db.prisma.apiKey.findMany({
    where: { ...where, id: { gt: range.after } },
    orderBy: { id: 'asc' },
    omit: hidden,
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.apiKey.count({ where }), range, (key) => key.id)
}

export function listAllKeys(db: Database): Promise<KeySummary[]> {
  return db.prisma.apiKey.findMany({ orderBy: { id: 'asc' }, omit: hidden })
}

export async function siteOfKey(db: Database, id: number): Promise<number> {
  const key = await db.prisma.apiKey.findUnique({ where: { id } })
  if (!key) throw keyNotFound(id)
  return key.siteId
}

/** Revokes a key with immediate effect in every process. Revoking it again changes nothing. */
export function revokeKey(context: SiteContext<void>, id: number): Promise<void> {
  return write(context, async (tx) => {
    const before = await lockKey(tx, context.siteId, id)
    if (before.revokedAt) return
    const after = await tx.apiKey.update({ where: { id }, data: { revokedAt: context.at } })
    const change = { action: 'key.revoke', subject: `key/${id}`, before: toKey(before), after: toKey(after) }
    await record(tx, context, change)
  })
}

/**
 * Creates a key with the label, scopes and lifetime of another, which stays valid for `overlapSeconds`. Throws
 * `key.scope_missing` if its scopes are not among `givable`.
 */
export function rotateKey(
  context: SiteContext<NewKey>,
  id: number,
  overlapSeconds: number,
  givable: readonly KeyScope[] = KEY_SCOPES,
): Promise<NewKey> {
  return write(context, async (tx) => {
    const old = await lockKey(tx, context.siteId, id)
    if (!isActive(old, context.at)) throw keyNotFound(id)
    requireGivable(old.scopes, givable)
    const ends = new Date(context.at.getTime() + overlapSeconds * 1000)
    if (!old.expiresAt || old.expiresAt > ends) {
      const after = await tx.apiKey.update({ where: { id }, data: { expiresAt: ends } })
      await record(tx, context, { action: 'key.expire', subject: `key/${id}`, before: toKey(old), after: toKey(after) })
    }
    const { label, scopes, lifeMs } = old
    const expiresAt = lifeMs === null ? undefined : new Date(context.at.getTime() + Number(lifeMs))
    return create(tx, context, 'key.rotate', { label, scopes, expiresAt })
  })
}

function requireGivable(scopes: readonly KeyScope[], givable: readonly KeyScope[]): void {
  const missing = KEY_SCOPES.filter((scope) => scopes.includes(scope) && !givable.includes(scope))
  if (missing.length === 0) return
  const named = missing.map((scope) => `"${scope}"`).join(' and ')
  const words =
    missing.length === 1 ? `the scope ${named}, so it cannot give it` : `the scopes ${named}, so it cannot give them`
  throw new Problem('key.scope_missing', `This API key lacks ${words} to another key.`)
}

async function lockKey(tx: Tx, siteId: number, id: number): Promise<ApiKey> {
  await lockKeyRow(tx, siteId, id)
  const key = await tx.apiKey.findUnique({ where: { siteId, id } })
  if (!key) throw keyNotFound(id)
  return key
}

function keyNotFound(id: number): Problem {
  return new Problem('key.not_found', `There is no key ${id}.`)
}

/** The site that got the first key. `key` is null if the operator chose it. */
export type Bootstrapped = { site: Pick<Site, 'id' | 'name'>; key: string | null }

/** Creates a site and key if there is no key. Uses `given` or generates one. Returns null if there is a key. */
export async function bootstrapKey(
  db: Database,
  given: string | undefined,
  siteName: string,
): Promise<Bootstrapped | null> {
  // Avoids a transaction in the common case.
  if (await hasAnyKey(db)) return null
  return write({ db }, async (tx) => {
    // Serializes servers that start concurrently, so that they create only one key.
    const site = await firstSite(tx, siteName)
    if (await tx.apiKey.findFirst()) return null
    const context = { siteId: site.id, author: { command: 'start' }, at: new Date() }
    const { key } = await create(tx, context, 'key.create', { label: 'first key', key: given })
    return { site: { id: site.id, name: site.name }, key: given ? null : key }
  })
}

export type KeyHolder = { keyId: number; siteId: number; scopes: KeyScope[] }

/** Resolution of a key's last use. */
const USE_RESOLUTION_MS = 60_000

/** Creates the check of keys: null if unknown, revoked or expired. Caches nothing, so a revocation is immediate. */
export function keyAuthenticator(db: Database, now: () => Date): (key: string) => Promise<KeyHolder | null> {
  const find = batched((hashes: string[]) => findKeys(db, hashes))
  return async (key) => {
    const found = await find(digest('sha256', key, 'base64'))
    if (!found || !isActive(found, now())) return null
    await recordUse(db, found, now())
    return { keyId: found.id, siteId: found.siteId, scopes: found.scopes }
  }
}

function isActive({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): boolean {
  return !revokedAt && (!expiresAt || expiresAt > now)
}

/** Records the use. Concurrent requests may each write it, with the same result. */
async function recordUse(db: Database, { id, lastUsedAt }: FoundKey, now: Date): Promise<void> {
  const old = new Date(now.getTime() - USE_RESOLUTION_MS)
  if (lastUsedAt && lastUsedAt >= old) return
  await setLastUse(db, id, { now, old })
}

function generateKey(): string {
  return `chk_${randomBytes(24).toString('hex')}`
}

function fingerprint(key: string): { hash: Buffer<ArrayBuffer>; prefix: string } {
  return { hash: digest('sha256', key, 'buffer') as Buffer<ArrayBuffer>, prefix: key.slice(0, 8) }
}
