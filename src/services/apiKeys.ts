import { hash as digest, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../db/client.ts'
import type { ApiKey, KeyScope, Prisma } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import { record } from './audit.ts'
import { type Authorship, type Change, makeChange } from './change.ts'
import { toKey } from './lmsObjects.ts'
import { firstSite } from './sites.ts'

export type { KeyScope }

export const KEY_SCOPES = ['read', 'issue', 'admin'] as const satisfies KeyScope[]

/** How long a key that is rotated goes on working by default: a day. */
export const USUAL_OVERLAP_SECONDS = 86_400

/** A key as it may be shown: everything but the key. */
export type KeySummary = Omit<ApiKey, 'hash'>

/** A key that was just made. The key itself is in this answer and nowhere else, ever after. */
export type NewKey = KeySummary & { key: string }

/** What a key is made from; it has all scopes where none are named. */
export type KeyInput = { label: string; scopes?: KeyScope[] | undefined; expiresAt?: Date | undefined }

const hidden = { hash: true }

/** Makes a key of a site. */
export function createKey(db: Database, change: Change<NewKey>, input: KeyInput): Promise<NewKey> {
  return makeChange(db, change.keep, (tx) => create(tx, change, 'key.create', input))
}

async function create(
  tx: Prisma.TransactionClient,
  change: Authorship,
  action: string,
  { label, scopes, expiresAt, key = makeKey() }: KeyInput & { key?: string | undefined },
): Promise<NewKey> {
  const created = await tx.apiKey.create({
    data: { siteId: change.siteId, label, scopes: scopes && [...new Set(scopes)], expiresAt, ...fingerprint(key) },
    omit: hidden,
  })
  await record(tx, change, { action, subject: `key/${created.id}`, after: toKey(created) })
  return { ...created, key }
}

/** The keys of a site, or of all. */
export function listKeys(db: Database, siteId?: number): Promise<KeySummary[]> {
  return db.prisma.apiKey.findMany({ where: { siteId }, orderBy: { id: 'asc' }, omit: hidden })
}

/** The site that a key is of. */
export async function siteOfKey(db: Database, id: number): Promise<number> {
  const key = await db.prisma.apiKey.findUnique({ where: { id } })
  if (!key) throw keyNotFound(id)
  return key.siteId
}

/** Revokes a key; every process refuses it within a second. Again changes nothing. */
export function revokeKey(db: Database, change: Change<void>, id: number): Promise<void> {
  return makeChange(db, change.keep, async (tx) => {
    const before = await lockKey(tx, change.siteId, id)
    if (before.revokedAt) return
    const after = await tx.apiKey.update({ where: { id }, data: { revokedAt: change.at } })
    await record(tx, change, {
      action: 'key.revoke',
      subject: `key/${id}`,
      before: toKey(before),
      after: toKey(after),
    })
  })
}

/**
 * Makes a key with the label and the scopes of another, which stops working when the overlap is over: until then
 * whoever uses it can change to the new one.
 */
export function rotateKey(db: Database, change: Change<NewKey>, id: number, overlapSeconds: number): Promise<NewKey> {
  return makeChange(db, change.keep, async (tx) => {
    const old = await lockKey(tx, change.siteId, id)
    if (!isAlive(old, change.at)) throw keyNotFound(id)
    const ends = new Date(change.at.getTime() + overlapSeconds * 1000)
    if (!old.expiresAt || old.expiresAt > ends) {
      const after = await tx.apiKey.update({ where: { id }, data: { expiresAt: ends } })
      await record(tx, change, {
        action: 'key.expire',
        subject: `key/${id}`,
        before: toKey(old),
        after: toKey(after),
      })
    }
    return create(tx, change, 'key.rotate', { label: old.label, scopes: old.scopes })
  })
}

/** A key that nobody else changes before the transaction is over. */
async function lockKey(tx: Prisma.TransactionClient, siteId: number, id: number): Promise<ApiKey> {
  await tx.$queryRaw`SELECT FROM api_keys WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
  const key = await tx.apiKey.findUnique({ where: { siteId, id } })
  if (!key) throw keyNotFound(id)
  return key
}

function keyNotFound(id: number): Problem {
  return new Problem('key.not_found', `There is no key ${id}.`)
}

/**
 * On a database without any key, makes a first site and gives it a key: the one that is given, else a new
 * one. Returns the new key where one was made.
 */
export async function bootstrapKey(db: Database, given: string | undefined): Promise<string | null> {
  // Nearly every start ends here.
  if (await db.prisma.apiKey.findFirst()) return null
  return db.prisma.$transaction(async (tx) => {
    // Waits for whoever else is making the first site, so that servers starting at once make one key between them.
    const site = await firstSite(tx)
    if (await tx.apiKey.findFirst()) return null
    const change = { siteId: site.id, author: { command: 'start' }, at: new Date() }
    const { key } = await create(tx, change, 'key.create', { label: 'first key', key: given })
    return given ? null : key
  })
}

/** Who sent a request of the LMS door. */
export type KeyHolder = { keyId: number; siteId: number; scopes: KeyScope[] }

/** How long an answer of the database about a key is used again. */
const CACHE_MS = 1000

/** How exactly the last use of a key is known. */
const USE_MS = 60_000

/** Makes the check of keys: whose key it is, or null when it is unknown, revoked or expired. */
export function keyAuthenticator(db: Database, now: () => Date): (key: string) => Promise<KeyHolder | null> {
  const known = new LRUCache<string, ApiKey>({ max: 10_000, ttl: CACHE_MS })
  return async (key) => {
    const hash = digest('sha256', key, 'base64')
    let found = known.get(hash)
    if (!found) {
      found = (await db.prisma.apiKey.findUnique({ where: { hash: Buffer.from(hash, 'base64') } })) ?? undefined
      known.set(hash, found)
      if (found && isAlive(found, now())) await noteUse(db, found, now())
    }
    if (!found || !isAlive(found, now())) return null
    return { keyId: found.id, siteId: found.siteId, scopes: found.scopes }
  }
}

function isAlive({ revokedAt, expiresAt }: ApiKey, now: Date): boolean {
  return !revokedAt && (!expiresAt || expiresAt > now)
}

/** Of several servers each may write it: what they write is the same minute. */
async function noteUse(db: Database, { id, lastUsedAt }: ApiKey, now: Date): Promise<void> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() <= USE_MS) return
  await db.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: now } })
}

function makeKey(): string {
  return `chk_${randomBytes(24).toString('hex')}`
}

function fingerprint(key: string): { hash: Buffer<ArrayBuffer>; prefix: string } {
  return { hash: digest('sha256', key, 'buffer') as Buffer<ArrayBuffer>, prefix: key.slice(0, 8) }
}
