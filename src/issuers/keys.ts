import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { record } from '../core/audit.ts'
import type { Secrets } from '../core/secrets.ts'
import { type Authorship, write } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { SiteKey } from '../database/prisma/client.ts'
import type { Tx } from '../database/sql.ts'
import { didKeyOf } from './did.ts'
import { insertKey, retireKey } from './queries.ts'

// The Ed25519 keys with which sites sign as issuers. Private keys are stored encrypted.

type KeyContext = { db: Database; secrets: () => Secrets } & Pick<Authorship, 'siteId' | 'author' | 'at'>

/** Returns the current key of a site. Creates it if there is none. Throws `secrets.no_key`. */
export async function currentKey(context: KeyContext): Promise<SiteKey> {
  const { db, siteId } = context
  const found = await findCurrent(db.prisma, siteId)
  return found ?? write(context, (tx) => create(tx, context))
}

/** Replaces the current key of a site. Signatures by the old key stay valid unless it is compromised. */
export function rotateKey(context: KeyContext, { isCompromised }: { isCompromised: boolean }): Promise<SiteKey> {
  return write(context, async (tx) => {
    const { siteId, at } = context
    const retired = await retireKey(tx, siteId, { at, isCompromised })
    if (retired) {
      const action = isCompromised ? 'issuer_key.compromise' : 'issuer_key.retire'
      await record(tx, context, { action, subject: subjectOf(siteId), before: { key: didKeyOf(retired) } })
    }
    return create(tx, context)
  })
}

/** Returns the private key. Throws SecretsUnusable if SECRETS_KEY has changed. */
export function privateKeyOf({ siteId, publicKey, sealed }: SiteKey, secrets: Secrets): KeyObject {
  const seed = secrets.open(sealed, placeOf(siteId, publicKey))
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: base64url(seed), x: base64url(publicKey) },
  })
}

async function create(tx: Tx, context: KeyContext): Promise<SiteKey> {
  const { siteId, at } = context
  const { publicKey, seed } = newKeyPair()
  const sealed = context.secrets().seal(seed, placeOf(siteId, publicKey))
  if (await insertKey(tx, { siteId, publicKey, sealed, at })) {
    const after = { key: didKeyOf(publicKey) }
    await record(tx, context, { action: 'issuer_key.create', subject: subjectOf(siteId), after })
  }
  const current = await findCurrent(tx, siteId)
  if (!current) throw new Error(`Site ${siteId} has no key after its creation.`)
  return current
}

function findCurrent(prisma: Pick<Tx, 'siteKey'>, siteId: number): Promise<SiteKey | null> {
  return prisma.siteKey.findFirst({ where: { siteId, retiredAt: null } })
}

function newKeyPair(): { publicKey: Uint8Array; seed: Uint8Array } {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return { publicKey: Buffer.from(x, 'base64url'), seed: Buffer.from(d, 'base64url') }
}

/** Binds a sealed key to its site and public key, so that rows cannot be exchanged. */
function placeOf(siteId: number, publicKey: Uint8Array): string {
  return `site ${siteId}, ${didKeyOf(publicKey)}`
}

function subjectOf(siteId: number): string {
  return `site/${siteId}`
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
