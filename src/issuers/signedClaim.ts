import { sign } from 'node:crypto'
import type { BundledClaim, BundledIssuer } from '@chancery/verify/proof/bundle'
import { toHex } from '@chancery/verify/proof/hex'
import { siteClaimBytes } from '@chancery/verify/proof/issuerClaim'
import { unixTime } from '@chancery/verify/unixTime'
import { SecretsUnusable } from '../database/secretsFile.ts'
import { didKeyOf } from './did.ts'
import { currentKey, isWithoutKey, privateKeyOf } from './keys.ts'
import { didOf, type IssuersContext } from './service.ts'

/** Returns a site's DID with its claim of a domain. Null if the site has no DID, because it cannot have a key. */
export async function signedSite(context: IssuersContext, siteId: number): Promise<BundledIssuer | null> {
  const did = await didOf(context, siteId).catch(nullWithoutKey)
  return did === null ? null : { did, claim: await signedClaimOf(context, siteId, did) }
}

/**
 * Signs a site's claim of its domain with its current key. The same claim always has the same signature. Returns null if
 * the site claims no domain, or if this server has no key for secrets.
 */
async function signedClaimOf(context: IssuersContext, siteId: number, did: string): Promise<BundledClaim | null> {
  const select = { domain: true, claimedAt: true }
  const { domain, claimedAt } = (await context.db.prisma.issuer.findUnique({ where: { siteId }, select })) ?? {}
  if (!domain || !claimedAt) return null
  const signing = await signingKeyOf(context, siteId).catch(nullWithoutKey)
  if (!signing) return null
  const at = unixTime(claimedAt)
  const signature = sign(null, siteClaimBytes({ domain, issuer: did, at }), signing.privateKey)
  return { domain, at, by: 'ed25519', key: didKeyOf(signing.publicKey), signature: toHex(signature) }
}

async function signingKeyOf(context: IssuersContext, siteId: number) {
  const key = await currentKey({ ...context, siteId })
  return { publicKey: key.publicKey, privateKey: privateKeyOf(key, context.secrets({ mayCreate: false })) }
}

/** A proof is complete without the claim, so a changed SECRETS_KEY must not prevent it. */
function nullWithoutKey(error: unknown): null {
  if (error instanceof SecretsUnusable || isWithoutKey(error)) return null
  throw error
}
