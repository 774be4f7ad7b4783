import { parseSignature } from '@chancery/verify/ethereum/signer'
import { toHex } from '@chancery/verify/proof/hex'
import type { z } from 'zod'
import { profiles, walletTypes } from '../walletTypes.ts'
import type { SignedIdentity, ToSign } from './issuerSignatures.ts'
import { type certificateToSign, type newCertificate, readDate, type toSign } from './newCertificate.ts'
import type { NewRevocation } from './revoke.ts'
import type { newRevocation } from './schemas.ts'
import type { NewCertificate } from './service.ts'

// Converts BDN's names. Responses are built in SQL (queries.ts).

export function fromWire(body: z.output<typeof certificateToSign>): NewCertificate {
  return {
    holder: body.holder_eth_address,
    holderName: body.holder_name ?? null,
    grantedTo: walletTypes[(body.granted_to_type ?? 1) - 1] ?? 'learner',
    institutionTitle: body.institution_title,
    institutionLink: body.institution_link,
    programTitle: body.program_title ?? null,
    certificateTitle: body.certificate_title,
    courseLink: body.course_link ?? null,
    industries: unique(body.industries ?? []),
    skills: unique(body.skills ?? []),
    score: body.score === undefined ? null : storable(body.score),
    duration: body.duration ?? null,
    expirationDate: body.expiration_date ? readDate(body.expiration_date) : null,
    document: body.ipfs_hash,
    checksum: body.checksum_hash?.toLowerCase() ?? null,
    verifierType: profiles[body.active_profile ?? 'Learner'],
  }
}

/** Reads the issuer's signature. Returns null if the request has none. */
export function signatureFromWire(body: z.output<typeof newCertificate>): SignedIdentity | null {
  const { id, issued_at: issuedAt, salt, issuer_signature: signature } = body
  if (id === undefined || issuedAt === undefined || salt === undefined || signature === undefined) return null
  return {
    id: id.toLowerCase(),
    issuedAt: new Date(issuedAt),
    salt: bytesOf(salt),
    signature: bytesOf(signature),
  }
}

export function revocationFromWire(body: z.output<typeof newRevocation>): NewRevocation {
  const { reason, revoked_at: at, issuer_signature: signature } = body
  const isSigned = at !== undefined && signature !== undefined
  return { reason, signed: isSigned ? { at: new Date(at * 1000), signature: bytesOf(signature) } : null }
}

export function toSignToWire({ id, issuedAt, salt, typedData }: ToSign): z.output<typeof toSign> {
  return { id, issued_at: issuedAt.toISOString(), salt: toHex(salt), typed_data: typedData }
}

/** Decodes hex that its schema has validated. */
function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parseSignature(hex) ?? [])
}

/** Rounds a huge score to 15 digits, because Prisma rounds its last digit. */
function storable(score: number): number {
  return Math.abs(score) < 1e15 ? score : Number(score.toPrecision(15))
}

function unique(names: string[]): string[] {
  return [...new Set(names)]
}

export function toDone() {
  return { status: 'ok' as const }
}
