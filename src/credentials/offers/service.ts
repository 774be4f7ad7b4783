import { hash, randomBytes } from 'node:crypto'
import { record } from '../../core/audit.ts'
import { Problem } from '../../core/problem.ts'
import { type SiteContext, write } from '../../core/writeContext.ts'
import type { CredentialContext } from '../context.ts'
import { ATTEMPTS, whyNotExported } from '../credential.ts'
import { findExported, lockFacts, type Validity } from '../queries.ts'
import { listsOf, reserve } from '../reserve.ts'
import { withSiteKey } from '../sign.ts'
import { signReserved, type ToSign } from '../signReserved.ts'
import { type PresentationRequest, provenDid } from './presentation.ts'
import { findOffer, insertOffer, noteSigned, type StoredOffer, useOffer } from './queries.ts'

const PAGE_OFFER_MS = 10 * 60_000
const HOLDER_OFFER_MS = 14 * 24 * 3_600_000

/** Only this answer contains the token. */
export type NewOffer = { token: string; expiresAt: Date }

/**
 * Makes an offer for a reader of a certificate's page. The wallet that takes it gets no hash of the holder's email. Throws as
 * `credentialOf`, `certificate.not_valid`, and `offer.too_many`.
 */
export async function offerToReader(context: CredentialContext, publicId: string | null): Promise<NewOffer> {
  if (publicId === null) throw new Problem('certificate.not_found')
  const exported = await findExported(context.db, publicId)
  if (!exported) throw await whyNotExported(context, publicId)
  const { token, tokenHash } = newToken()
  const { at } = context
  const expiresAt = new Date(at.getTime() + PAGE_OFFER_MS)
  const { courseCertificateId } = exported
  const isInserted = await context.db.transaction(async (tx) => {
    requireValid(await lockFacts(tx, publicId, exported), at)
    return insertOffer(tx, { tokenHash, publicId, courseCertificateId, isToHolder: false, at, expiresAt })
  })
  if (!isInserted) throw new Problem('offer.too_many')
  return { token, expiresAt }
}

/** Makes an offer that the site sends to the holder of a course certificate. Throws `certificate.not_valid`. */
export function offerToHolder(
  context: SiteContext<NewOffer>,
  { id, publicId }: { id: number; publicId: string },
): Promise<NewOffer> {
  const { token, tokenHash } = newToken()
  const { at } = context
  const expiresAt = new Date(at.getTime() + HOLDER_OFFER_MS)
  return write(context, async (tx) => {
    requireValid(await lockFacts(tx, publicId, { courseCertificateId: id, isPublished: false }), at)
    await insertOffer(tx, { tokenHash, publicId, courseCertificateId: id, isToHolder: true, at, expiresAt })
    await record(tx, context, { action: 'certificate.offer', subject: `certificate/${id}` })
    return { token, expiresAt }
  })
}

/** Finds an open offer. Throws `offer.not_found`, `offer.used`, `offer.expired` and `offer.withdrawn`. */
export async function openOffer({ db, at }: Pick<CredentialContext, 'db' | 'at'>, token: string): Promise<StoredOffer> {
  const offer = isToken(token) ? await findOffer(db, hashOf(token)) : null
  if (!offer) throw new Problem('offer.not_found')
  if (offer.usedAt) throw new Problem('offer.used')
  if (offer.expiresAt <= at) throw new Problem('offer.expired')
  if (!isValid({ revokedAt: offer.revokedAt, expiresAt: offer.certificateExpiresAt }, at)) {
    throw new Problem('offer.withdrawn')
  }
  return offer
}

/** Returns what the wallet must sign to take an offer: a challenge that only this offer has, and this server's origin. */
export function requestOf(token: string, publicUrl: string): PresentationRequest {
  const challenge = hash('sha256', `challenge of offer ${token}`, 'base64url')
  return { challenge, domain: new URL(publicUrl).origin }
}

/**
 * Issues the credential of an offer to the DID that a wallet proves. Only one wallet gets it. Throws as `openOffer`,
 * `presentation.invalid`, `credential.no_key`, `secrets.unreadable` and `credential.changed`.
 */
export async function takeCredential(
  context: CredentialContext,
  token: string,
  presentation: unknown,
): Promise<string> {
  const offer = await openOffer(context, token)
  const did = await provenDid(presentation, requestOf(token, context.publicUrl))
  return withSiteKey(() => issueTo(context, offer, did))
}

async function issueTo(context: CredentialContext, offer: StoredOffer, did: string): Promise<string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const prepared = await prepare(context, offer, did)
    const done = prepared && (await signReserved(context, prepared))
    const { db, at } = context
    const isTaken =
      done &&
      (await db.transaction(async (tx) => {
        if (!(await noteSigned(tx, prepared.reserved.id, done.keyId))) return false
        // Throws also to undo the note: another wallet was faster.
        if (!(await useOffer(tx, offer.id, at))) throw new Problem('offer.used')
        return true
      }))
    if (isTaken) return done.signed
  }
  throw new Problem('credential.changed')
}

/** Reserves a place for the copy that a wallet gets. */
async function prepare(context: CredentialContext, offer: StoredOffer, did: string): Promise<ToSign | null> {
  const { db, at } = context
  const { publicId, email } = offer
  const exported = await findExported(db, publicId)
  if (!exported) throw new Problem('offer.withdrawn')
  const { siteId, courseCertificateId } = exported
  const lists = await listsOf(context, siteId)
  const reserved = await db.transaction(async (tx) => {
    const facts = await lockFacts(tx, publicId, exported)
    if (!facts || !isValid(facts, at)) throw new Problem('offer.withdrawn')
    return reserve(tx, lists, { publicId, courseCertificateId, isCurrent: false, revokedAt: null })
  })
  return reserved && { publicId, exported, reserved, recipient: { did, email } }
}

function requireValid(facts: Validity | null, at: Date): void {
  if (!facts) throw new Problem('certificate.not_found')
  if (!isValid(facts, at)) throw new Problem('certificate.not_valid')
}

function isValid({ revokedAt, expiresAt }: Validity, at: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > at)
}

function newToken(): { token: string; tokenHash: Uint8Array } {
  const token = `cho_${randomBytes(16).toString('base64url')}`
  return { token, tokenHash: hashOf(token) }
}

function isToken(text: string): boolean {
  return /^cho_[\w-]{22}$/.test(text)
}

function hashOf(token: string): Uint8Array {
  return hash('sha256', token, 'buffer')
}
