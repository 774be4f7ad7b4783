import { hash as digest, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../db/client.ts'
import type { ApiKey } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import { findSite, firstSite } from './sites.ts'

/** A key as it may be shown: everything but the key. */
export type KeySummary = Omit<ApiKey, 'hash'>

const hidden = { hash: true }

/** Makes a key for a site, the first one by default. It is in this answer and nowhere else, ever after. */
export async function createKey(
  db: Database,
  input: { siteId?: number | undefined; label: string; expiresAt?: Date | undefined },
): Promise<string> {
  const site = await findSite(db, input.siteId)
  const key = makeKey()
  await db.prisma.apiKey.create({ data: { ...input, siteId: site.id, ...fingerprint(key) } })
  return key
}

export function listKeys(db: Database): Promise<KeySummary[]> {
  return db.prisma.apiKey.findMany({ orderBy: { id: 'asc' }, omit: hidden })
}

/** Revokes a key; every process refuses it within a second. Revoking it again changes nothing. */
export async function revokeKey(db: Database, id: number, now: Date): Promise<void> {
  const { count } = await db.prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
  if (count === 0 && !(await db.prisma.apiKey.findUnique({ where: { id } }))) {
    throw new Problem('key.not_found', `There is no key ${id}.`)
  }
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
export type KeyHolder = { keyId: number; siteId: number }

/** How long an answer of the database about a key is used again. */
const CACHE_MS = 1000

/** Makes the check of keys: whose key it is, or null when it is unknown, revoked or expired. */
export function keyAuthenticator(db: Database, now: () => Date): (key: string) => Promise<KeyHolder | null> {
  const known = new LRUCache<string, ApiKey>({ max: 10_000, ttl: CACHE_MS })
  return async (key) => {
    const hash = digest('sha256', key, 'base64')
    let found = known.get(hash)
    if (!found) {
      found = (await db.prisma.apiKey.findUnique({ where: { hash: Buffer.from(hash, 'base64') } })) ?? undefined
      known.set(hash, found)
    }
    if (!found) return null
    if (found.revokedAt || (found.expiresAt && found.expiresAt <= now())) return null
    return { keyId: found.id, siteId: found.siteId }
  }
}

function makeKey(): string {
  return `chk_${randomBytes(24).toString('hex')}`
}

function fingerprint(key: string): { hash: Buffer<ArrayBuffer>; prefix: string } {
  return { hash: digest('sha256', key, 'buffer') as Buffer<ArrayBuffer>, prefix: key.slice(0, 8) }
}
