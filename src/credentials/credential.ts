import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'
import { replicated } from '../database/replica.ts'
import { didsOfSite } from '../issuers/service.ts'
import { codeOfTombstone } from '../public/tombstone.ts'
import type { CredentialContext } from './context.ts'
import {
  type Exported,
  findCurrent,
  findExported,
  lockFacts,
  type ReservedCredential,
  retireCredential,
  storeSigned,
} from './queries.ts'
import { listsOf, reserve } from './reserve.ts'
import { withSiteKey } from './sign.ts'
import { signReserved } from './signReserved.ts'

/** Attempts where the certificate changes, or its key is reported as compromised, while it is being signed. */
export const ATTEMPTS = 5

/**
 * Returns the Open Badge of a certificate as JSON. Signs it if it is not stored. Throws `certificate.not_found`,
 * `certificate.deleted`, `certificate.erased`, `credential.no_key`, `secrets.unreadable`, and `credential.not_exported` for a
 * certificate that a wallet issued.
 */
export async function credentialOf(context: CredentialContext, publicId: string | null): Promise<string> {
  return (await signedOf(context, publicId)).signed
}

/**
 * Returns a function that finds the stored Open Badge of a certificate for readers, also on a replica. Null: `credentialOf`
 * must look for it.
 */
export function storedCredentials(db: Database) {
  const find = replicated(
    db,
    (source) => async (context: CredentialContext, publicId: string) =>
      (await findStored({ ...context, db: source }, publicId))?.signed ?? null,
    (signed) => signed !== null,
  )
  return (context: CredentialContext, publicId: string | null) => (publicId === null ? null : find(context, publicId))
}

/**
 * `issuedPublicId`: public id of the course certificate. `certificate`: what the credential was signed for now; null if it
 * was stored.
 */
export type SignedCredential = { signed: string; issuedPublicId: string; certificate: Verifiable | null }

/** Returns the Open Badge of a certificate as `credentialOf` does, with what was read for it. */
export async function signedOf(context: CredentialContext, publicId: string | null): Promise<SignedCredential> {
  if (publicId === null) throw new Problem('certificate.not_found')
  return withSiteKey(() => storedOrSigned(context, publicId))
}

async function storedOrSigned(context: CredentialContext, publicId: string): Promise<SignedCredential> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const stored = await findStored(context, publicId)
    if (stored) return stored
    const exported = await findExported(context.db, publicId)
    if (!exported) throw await whyNotExported(context, publicId)
    const reserved = await reserveCurrent(context, publicId, exported)
    const done = reserved && (await signReserved(context, { publicId, exported, reserved, recipient: null }))
    if (done && (await storeSigned(context.db, reserved.id, done.keyId, done.signed))) {
      return { signed: done.signed, issuedPublicId: reserved.issuedPublicId, certificate: done.certificate }
    }
  }
  throw new Problem('credential.changed')
}

/** Finds the stored Open Badge of a certificate. Null without one, or if the DID of the site has changed. */
export async function findStored(context: CredentialContext, publicId: string): Promise<SignedCredential | null> {
  const stored = await findCurrent(context.db, publicId)
  if (!stored?.signed || !(await isOwn(context, stored))) return null
  return { signed: stored.signed, issuedPublicId: stored.issuedPublicId, certificate: null }
}

/** Returns why a certificate has no credential. */
export async function whyNotExported({ findCertificate }: CredentialContext, publicId: string): Promise<Problem> {
  const found = await findCertificate(publicId)
  if (!found) return new Problem('certificate.not_found')
  return new Problem('deletedAt' in found ? codeOfTombstone[found.kind] : 'credential.not_exported')
}

/** Says whether the DID of a credential is still the site's: not after a rotation of a did:key, or with another PUBLIC_URL. */
async function isOwn(
  { db, publicUrl }: CredentialContext,
  { siteId, did, list }: ReservedCredential,
): Promise<boolean> {
  const [main] = await didsOfSite(db, { id: siteId }, publicUrl)
  return did === main && list.startsWith(`${publicUrl}/`)
}

/** Gives a certificate a credential with a place in a status list, unless it has one. Null if the certificate is gone. */
async function reserveCurrent(
  context: CredentialContext,
  publicId: string,
  exported: Exported,
): Promise<ReservedCredential | null> {
  const { siteId, courseCertificateId } = exported
  const lists = await listsOf(context, siteId)
  return context.db.transaction(async (tx) => {
    const facts = await lockFacts(tx, publicId, exported)
    if (!facts) return null
    const known = await findCurrent(tx, publicId)
    if (known?.did === lists.did && known.list.startsWith(lists.url)) return known
    if (known) await retireCredential(tx, known.id)
    return reserve(tx, lists, { publicId, courseCertificateId, isCurrent: true, revokedAt: facts.revokedAt })
  })
}
