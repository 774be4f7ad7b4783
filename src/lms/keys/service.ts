import { hash as digest, randomBytes } from 'node:crypto'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, reading } from '../../core/paging.ts'
import { Problem } from '../../core/problem.ts'
import { type Authorship, type SiteContext, write } from '../../core/writeContext.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import type { ApiKey, KeyScope } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { firstSite } from '../sites/service.ts'
import { toKey } from '../wire.ts'
import { type FoundKey, findKeys, isAnyKeyThere, lockKeyRow, setLastUse } from './queries.ts'

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
export function createKey(context: SiteContext<NewKey>, input: KeyInput): Promise<NewKey> {
  return write(context, (tx) => create(tx, context, 'key.create', input))
}

async function create(
  tx: Tx,
  context: Omit<Authorship, 'publicUrl'>,
  action: string,
  { label, scopes, expiresAt, key = makeKey() }: KeyInput & { key?: string | undefined },
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

/** One page of the keys of a site, in the order of their creation. */
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
    ...reading(range),
  })
  return pageOf(rows, db.prisma.apiKey.count({ where }), range, (key) => key.id)
}

/** The keys of all sites. */
export function listAllKeys(db: Database): Promise<KeySummary[]> {
  return db.prisma.apiKey.findMany({ orderBy: { id: 'asc' }, omit: hidden })
}

/** The site that a key is of. */
export async function siteOfKey(db: Database, id: number): Promise<number> {
  const key = await db.prisma.apiKey.findUnique({ where: { id } })
  if (!key) throw keyNotFound(id)
  return key.siteId
}

/** Revokes a key; every process refuses it from then on. Again changes nothing. */
export function revokeKey(context: SiteContext<void>, id: number): Promise<void> {
  return write(context, async (tx) => {
    const before = await lockKey(tx, context.siteId, id)
    if (before.revokedAt) return
    const after = await tx.apiKey.update({ where: { id }, data: { revokedAt: context.at } })
    const deed = { action: 'key.revoke', subject: `key/${id}`, before: toKey(before), after: toKey(after) }
    await record(tx, context, deed)
  })
}

/**
 * Makes a key with the label, the scopes and the length of life of another, which stops working when the overlap is
 * over: until then whoever uses it can change to the new one.
 */
export function rotateKey(context: SiteContext<NewKey>, id: number, overlapSeconds: number): Promise<NewKey> {
  return write(context, async (tx) => {
    const old = await lockKey(tx, context.siteId, id)
    if (!isAlive(old, context.at)) throw keyNotFound(id)
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

/** A key that nobody else changes before the transaction is over. */
async function lockKey(tx: Tx, siteId: number, id: number): Promise<ApiKey> {
  await lockKeyRow(tx, siteId, id)
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
  if (await isAnyKeyThere(db)) return null
  return write({ db }, async (tx) => {
    // Waits for whoever else is making the first site, so that servers starting at once make one key between them.
    const site = await firstSite(tx)
    if (await tx.apiKey.findFirst()) return null
    const context = { siteId: site.id, author: { command: 'start' }, at: new Date() }
    const { key } = await create(tx, context, 'key.create', { label: 'first key', key: given })
    return given ? null : key
  })
}

/** Who sent a request of the LMS API. */
export type KeyHolder = { keyId: number; siteId: number; scopes: KeyScope[] }

/** How exactly the last use of a key is known. */
const USE_MS = 60_000

/**
 * Makes the check of keys: whose key it is, or null when it is unknown, revoked or expired. Nothing is remembered: a key that
 * was revoked, by whichever process, is refused from then on.
 */
export function keyAuthenticator(db: Database, now: () => Date): (key: string) => Promise<KeyHolder | null> {
  const find = batched((hashes: string[]) => findKeys(db, hashes))
  return async (key) => {
    const found = await find(digest('sha256', key, 'base64'))
    if (!found || !isAlive(found, now())) return null
    await noteUse(db, found, now())
    return { keyId: found.id, siteId: found.siteId, scopes: found.scopes }
  }
}

function isAlive({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date): boolean {
  return !revokedAt && (!expiresAt || expiresAt > now)
}

/** Several requests at once may each write it: what they write is the same minute. */
async function noteUse(db: Database, { id, lastUsedAt }: FoundKey, now: Date): Promise<void> {
  const old = new Date(now.getTime() - USE_MS)
  if (lastUsedAt && lastUsedAt >= old) return
  await setLastUse(db, id, { now, old })
}

function makeKey(): string {
  return `chk_${randomBytes(24).toString('hex')}`
}

function fingerprint(key: string): { hash: Buffer<ArrayBuffer>; prefix: string } {
  return { hash: digest('sha256', key, 'buffer') as Buffer<ArrayBuffer>, prefix: key.slice(0, 8) }
}
