import { hash as digest, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../db/client.ts'
import type { ApiKey, KeyScope } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import { findSite, firstSite } from './sites.ts'

export type { KeyScope }

export const KEY_SCOPES = ['read', 'issue', 'admin'] as const satisfies KeyScope[]

/** How long a key that is rotated goes on working by default: a day. */
export const USUAL_OVERLAP_SECONDS = 86_400

/** A key as it may be shown: everything but the key. */
export type KeySummary = Omit<ApiKey, 'hash'>

/** A key that was just made. The key itself is in this answer and nowhere else, ever after. */
export type NewKey = KeySummary & { key: string }

const hidden = { hash: true }

/** Makes a key for a site, the first one by default, with all scopes by default. */
export async function createKey(
  db: Database,
  input: {
    siteId?: number | undefined
    label: string
    scopes?: KeyScope[] | undefined
    expiresAt?: Date | undefined
  },
): Promise<NewKey> {
  const site = await findSite(db, input.siteId)
  const key = makeKey()
  const data = { ...input, scopes: input.scopes && [...new Set(input.scopes)], siteId: site.id, ...fingerprint(key) }
  return { ...(await db.prisma.apiKey.create({ data, omit: hidden })), key }
}

/** The keys of a site, or of all. */
export function listKeys(db: Database, siteId?: number): Promise<KeySummary[]> {
  return db.prisma.apiKey.findMany({ where: { siteId }, orderBy: { id: 'asc' }, omit: hidden })
}

/** Revokes a key (of a site, where one is named); every process refuses it within a second. Again changes nothing. */
export async function revokeKey(db: Database, id: number, now: Date, siteId?: number): Promise<void> {
  const { count } = await db.prisma.apiKey.updateMany({
    where: { id, siteId, revokedAt: null },
    data: { revokedAt: now },
  })
  if (count === 0 && !(await db.prisma.apiKey.findUnique({ where: { id, siteId } }))) throw keyNotFound(id)
}

/**
 * Makes a key with the label and the scopes of another, which stops working when the overlap is over: until then
 * whoever uses it can change to the new one.
 */
export async function rotateKey(
  db: Database,
  id: number,
  { overlapSeconds, now, siteId }: { overlapSeconds: number; now: Date; siteId?: number },
): Promise<NewKey> {
  const key = makeKey()
  const ends = new Date(now.getTime() + overlapSeconds * 1000)
  return db.prisma.$transaction(async (tx) => {
    // Locks the old key: of two rotations at once, the second sees what the first did.
    await tx.$queryRaw`SELECT FROM api_keys WHERE id = ${id} FOR UPDATE`
    const old = await tx.apiKey.findUnique({ where: { id, siteId } })
    if (!old || !isAlive(old, now)) throw keyNotFound(id)
    if (!old.expiresAt || old.expiresAt > ends) await tx.apiKey.update({ where: { id }, data: { expiresAt: ends } })
    const data = { siteId: old.siteId, label: old.label, scopes: old.scopes, ...fingerprint(key) }
    return { ...(await tx.apiKey.create({ data, omit: hidden })), key }
  })
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
    const key = given ?? makeKey()
    await tx.apiKey.create({ data: { siteId: site.id, label: 'first key', ...fingerprint(key) } })
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
