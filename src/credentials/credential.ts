import { randomInt } from 'node:crypto'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { Problem } from '../core/problem.ts'
import type { Sql } from '../database/sql.ts'
import { pkhOf } from '../issuers/confirm/did.ts'
import { didOf, didsOfSite, type IssuersContext } from '../issuers/service.ts'
import type { PublicCertificate } from '../public/lookup.ts'
import { codeOfTombstone } from '../public/tombstone.ts'
import { toOpenBadge } from './openBadge.ts'
import {
  type CurrentCredential,
  type Exported,
  findCurrent,
  findExported,
  insertCredential,
  insertCredentialAnywhere,
  insertList,
  LIST_SIZE,
  lockFacts,
  retireCredential,
  storeSigned,
  takePlace,
} from './queries.ts'
import { signAs, withSiteKey } from './sign.ts'

export type CredentialContext = IssuersContext & {
  /** Returns what is public of a certificate. */
  findCertificate: (publicId: string) => Promise<PublicCertificate | null>
}

/** What credentials need besides the author, the time and PUBLIC_URL of a request. */
export type CredentialServices = Omit<CredentialContext, 'author' | 'at' | 'publicUrl'>

/** Attempts where the certificate changes, or its key is reported as compromised, while it is being signed. */
const ATTEMPTS = 5

/** Random places to try before the whole list is read. */
const GUESSES = 16

/**
 * Returns the Open Badge of a certificate as JSON. Signs it if it is not stored. Throws `certificate.not_found`,
 * `certificate.deleted`, `certificate.erased`, `credential.no_key`, `secrets.unreadable`, and `credential.not_exported` for a
 * certificate that a wallet issued.
 */
export async function credentialOf(context: CredentialContext, publicId: string | null): Promise<string> {
  return (await signedOf(context, publicId)).signed
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
    const stored = await findCurrent(context.db, publicId)
    if (stored?.signed && (await isOwn(context, stored))) {
      return { signed: stored.signed, issuedPublicId: stored.issuedPublicId, certificate: null }
    }
    const exported = await findExported(context.db, publicId)
    if (!exported) throw await whyNotExported(context, publicId)
    const reserved = await reserve(context, publicId, exported)
    // Facts that are read after the reservation are current: a change of them would end it.
    const found = reserved && (await context.findCertificate(publicId))
    if (!found || 'deletedAt' in found) continue
    const { certificate } = found
    const { states, picture } = certificate
    const holder = exported.isPublished ? parseAddress(states.holder.address ?? '') : null
    const badge = toOpenBadge({
      ...exported,
      publicId,
      issuer: reserved.did,
      states,
      holder: holder && pkhOf({ address: holder, chainId: context.chainId }),
      picture,
      publicUrl: context.publicUrl,
      status: { list: reserved.list, index: reserved.index },
    })
    const done = await signAs(context, exported.siteId, reserved.did, badge, reserved.createdAt)
    if (done && (await storeSigned(context.db, reserved.id, done.key.id, done.signed))) {
      return { signed: done.signed, issuedPublicId: reserved.issuedPublicId, certificate }
    }
  }
  throw new Problem('credential.changed')
}

async function whyNotExported({ findCertificate }: CredentialContext, publicId: string): Promise<Problem> {
  const found = await findCertificate(publicId)
  if (!found) return new Problem('certificate.not_found')
  return new Problem('deletedAt' in found ? codeOfTombstone[found.kind] : 'credential.not_exported')
}

/** Says whether the DID of a credential is still the site's: not after a rotation of a did:key, or with another PUBLIC_URL. */
async function isOwn({ db, publicUrl }: CredentialContext, { siteId, did, list }: CurrentCredential): Promise<boolean> {
  const [main] = await didsOfSite(db, { id: siteId }, publicUrl)
  return did === main && list.startsWith(`${publicUrl}/`)
}

/** Gives a certificate a credential with a place in a status list, unless it has one. Null if the certificate is gone. */
async function reserve(
  context: CredentialContext,
  publicId: string,
  exported: Exported,
): Promise<CurrentCredential | null> {
  const { db, publicUrl, at } = context
  const { siteId, courseCertificateId } = exported
  const did = await didOf(context, siteId)
  const url = `${publicUrl}/status/${siteId}/`
  return db.transaction(async (tx) => {
    const facts = await lockFacts(tx, publicId, exported)
    if (!facts) return null
    const known = await findCurrent(tx, publicId)
    if (known?.did === did && known.list.startsWith(url)) return known
    if (known) await retireCredential(tx, known.id)
    const listId = await placeIn(tx, { siteId, did, url, at })
    const credential = { listId, publicId, courseCertificateId, revokedAt: facts.revokedAt, at }
    const indices = Array.from({ length: GUESSES }, () => randomInt(LIST_SIZE))
    if (!(await insertCredential(tx, credential, indices))) await insertCredentialAnywhere(tx, credential)
    return findCurrent(tx, publicId)
  })
}

/** Takes a place in a list of the site. Adds a list if all are full. */
async function placeIn(tx: Sql, list: { siteId: number; did: string; url: string; at: Date }): Promise<bigint> {
  for (;;) {
    const id = await takePlace(tx, list)
    if (id !== null) return id
    await insertList(tx, list)
  }
}
