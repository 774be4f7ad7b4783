import { sign } from 'node:crypto'
import { problemCausedBy } from '../core/problem.ts'
import type { SiteKey } from '../database/prisma/client.ts'
import { SecretsUnusable } from '../database/secretsFile.ts'
import { didKeyOf, multikeyOf } from '../issuers/did.ts'
import { currentKey, isWithoutKey, privateKeyOf } from '../issuers/keys.ts'
import type { IssuersContext } from '../issuers/service.ts'

/**
 * Signs a document as a site: `did` is its issuer. Returns the JSON, with the key that signed. Null if the DID is that of a
 * former key (did:key), which cannot sign any more.
 */
export async function signAs(
  context: IssuersContext,
  siteId: number,
  did: string,
  document: object,
  created: Date,
): Promise<{ signed: string; key: SiteKey } | null> {
  const key = await currentKey({ ...context, siteId })
  if (did.startsWith('did:key:') && did !== didKeyOf(key.publicKey)) return null
  // Loaded on first use, to keep startup fast and memory low.
  const { signCredential } = await import('@chancery/verify/credential')
  const privateKey = privateKeyOf(key, context.secrets({ mayCreate: false }))
  // Node signs ten times as fast as the package.
  const secretKey = (bytes: Uint8Array) => sign(null, bytes, privateKey)
  const verificationMethod = `${did}#${multikeyOf(key.publicKey)}`
  const { proof, ...stated } = await signCredential({ ...document }, { secretKey, verificationMethod }, { created })
  // The JSON schema of Open Badges requires a list.
  return { signed: JSON.stringify({ ...stated, proof: [proof] }), key }
}

/** Runs work that needs the key of a site. Throws `credential.no_key` and `secrets.unreadable` if it cannot be used. */
export async function withSiteKey<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (isWithoutKey(error)) throw problemCausedBy(error, 'credential.no_key')
    throw error instanceof SecretsUnusable ? problemCausedBy(error, 'secrets.unreadable') : error
  }
}
