import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { record } from '../core/audit.ts'
import { Problem } from '../core/problem.ts'
import type { OpenSecrets } from '../core/secrets.ts'
import { type Authorship, write } from '../core/writeContext.ts'
import { withdrawSignedBy } from '../credentials/queries.ts'
import type { Database } from '../database/client.ts'
import { lockSite } from '../database/lockSite.ts'
import type { SiteKey } from '../database/prisma/client.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Tx } from '../database/sql.ts'
import { didKeyOf } from './did.ts'
import { insertKey, markCompromised, retireKey } from './queries.ts'

// The Ed25519 keys by which sites sign as issuers. A private key is stored encrypted until the key is retired.

export type KeyContext = { db: Database; secrets: OpenSecrets } & Pick<Authorship, 'siteId' | 'author' | 'at'>

/** Returns the current key of a site. Creates it if there is none. Throws `secrets.no_key` and SecretsUnusable. */
export async function currentKey(context: KeyContext): Promise<SiteKey> {
  const { db, siteId } = context
  const found = await findCurrent(db.prisma, siteId)
  return found ?? write(context, (tx) => create(tx, context))
}

/** Replaces the current key of a site. Signatures by the old key stay valid. */
export function rotateKey(context: KeyContext): Promise<SiteKey> {
  return write(context, async (tx) => {
    await lockSite(tx, context.siteId)
    await retire(tx, context)
    return create(tx, context)
  })
}

/**
 * Reports a key as compromised, from now on: the current one or, by its did:key, any key of the site. Replaces it if it
 * is the current one. Returns the current key. Throws `issuer_key.not_found`.
 */
export function compromiseKey(context: KeyContext, did?: string): Promise<SiteKey> {
  return write(context, async (tx) => {
    const { siteId, at } = context
    await lockSite(tx, siteId)
    const keys = await tx.siteKey.findMany({ where: { siteId } })
    const key = keys.find(({ publicKey, retiredAt }) => (did ? didKeyOf(publicKey) === did : !retiredAt))
    if (!key) throw new Problem('issuer_key.not_found', `Site ${siteId} has no ${did ? `key ${did}` : 'key yet'}.`)
    if (!key.retiredAt) await retire(tx, context)
    if (await markCompromised(tx, key.id, at)) {
      await withdrawSignedBy(tx, key.id, at)
      await record(tx, context, { action: 'issuer_key.compromise', ...auditedKey(siteId, key.publicKey) })
      // The domain may list only this key.
      await tx.issuer.updateMany({ where: { siteId }, data: { dueAt: at } })
    }
    return (await findCurrent(tx, siteId)) ?? create(tx, context)
  })
}

/** Returns the private key of a current key. Throws SecretsUnusable if the key for secrets has changed. */
export function privateKeyOf({ siteId, publicKey, sealed }: SiteKey, secrets: Secrets): KeyObject {
  if (!sealed) throw new Error(`${didKeyOf(publicKey)} is retired, so its private key is gone.`)
  const seed = secrets.open(sealed, placeOfKey(siteId, publicKey))
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: base64url(seed), x: base64url(publicKey) },
  })
}

async function create(tx: Tx, context: KeyContext): Promise<SiteKey> {
  const { siteId, at } = context
  const { publicKey, seed } = newKeyPair()
  const sealed = (await openFittingSecrets(tx, context)).seal(seed, placeOfKey(siteId, publicKey))
  if (await insertKey(tx, { siteId, publicKey, sealed, at })) {
    await record(tx, context, { action: 'issuer_key.create', ...auditedKey(siteId, publicKey) })
  }
  const current = await findCurrent(tx, siteId)
  if (!current) throw new Error(`Site ${siteId} has no key after its creation.`)
  return current
}

/** Opens the secrets, and proves with an existing key that the server can open what they seal. */
async function openFittingSecrets(tx: Tx, { secrets }: KeyContext): Promise<Secrets> {
  const existing = await tx.siteKey.findFirst({ where: { sealed: { not: null } }, orderBy: { id: 'asc' } })
  const opened = secrets({ mayCreate: existing === null })
  if (existing) privateKeyOf(existing, opened)
  return opened
}

async function retire(tx: Tx, context: KeyContext): Promise<void> {
  const retired = await retireKey(tx, context.siteId, context.at)
  if (retired) await record(tx, context, { action: 'issuer_key.retire', ...auditedKey(context.siteId, retired) })
}

/** Returns whether an operation failed because the server has no key for secrets, so that a site cannot have a key. */
export function isWithoutKey(error: unknown): boolean {
  return error instanceof Problem && error.code === 'secrets.no_key'
}

/** Returns the current key of a site, or null. */
export function findCurrent(prisma: Pick<Tx, 'siteKey'>, siteId: number): Promise<SiteKey | null> {
  return prisma.siteKey.findFirst({ where: { siteId, retiredAt: null } })
}

function newKeyPair(): { publicKey: Uint8Array; seed: Uint8Array } {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return { publicKey: Buffer.from(x, 'base64url'), seed: Buffer.from(d, 'base64url') }
}

/** Binds a sealed key to its site and public key, so that rows cannot be exchanged. */
export function placeOfKey(siteId: number, publicKey: Uint8Array): string {
  return `site ${siteId}, ${didKeyOf(publicKey)}`
}

function auditedKey(siteId: number, publicKey: Uint8Array) {
  return { subject: `site/${siteId}`, after: { key: didKeyOf(publicKey) } }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
