import { parseAddress } from '@chancery/verify/ethereum/address'
import { type CertificateHead, hasherOf } from '@chancery/verify/proof/certificateData'
import { type Fact, factsOf, leafOf, PROOF_VERSION } from '@chancery/verify/proof/facts'
import type { Prisma, WalletCertificate } from '../database/prisma/client.ts'

/** Selects the relations that a proof needs. */
export const forProof = {
  holder: { select: { address: true } },
  issuer: { select: { address: true } },
  industries: { select: { industry: { select: { name: true } } } },
  skills: { select: { skill: { select: { name: true } } } },
  courseCertificate: { select: { userName: true, achievedAt: true, description: true } },
} satisfies Prisma.WalletCertificateInclude

export type ProvableRow = Omit<
  Prisma.WalletCertificateGetPayload<{ include: typeof forProof }>,
  Unproved | 'holderName'
> & {
  /** In the clear (src/core/storedSecrets.ts). */
  checksum: string | null
  /** Missing in certificates that are published from a course certificate. */
  holderName?: string | null
}

/** Columns that a proof does not contain. */
type Unproved = keyof Pick<
  WalletCertificate,
  | (
      | 'holderId'
      | 'issuerId'
      | 'courseCertificateId'
      | 'documentStatus'
      | 'checksumHash'
      | 'sealedChecksum'
      | 'encrypted'
      | 'digest'
      | 'listGroup'
      | 'anchored'
      | 'topics'
    )
  | (
      | 'topicsRevision'
      | 'issuerSignature'
      | 'signatureChainId'
      | 'signedByContract'
      | 'revokedAt'
      | 'revocationReason'
      | 'revocationSignature'
      | 'revocationChainId'
    )
>

/** Data that an issuer signs and a chain anchors. */
export type Provable = { head: CertificateHead; facts: Fact[] }

/** Builds the proof data from the current row. Returns null without a salt or holder, or for an unknown version. */
export function provable(row: ProvableRow): Provable | null {
  const { salt, courseCertificate: from } = row
  const [holder, issuer] = [parseAddress(row.holder?.address ?? ''), parseAddress(row.issuer.address)]
  if (!salt || row.proofVersion !== PROOF_VERSION || !holder || !issuer) return null
  const head = {
    id: row.id,
    issuer,
    holder,
    issuedAt: row.issuedAt ?? row.createdAt,
    expiresAt: row.expirationDate,
    document: row.ipfsHash,
  }
  const stated = {
    ...row,
    description: from?.description ?? null,
    holderName: row.holderName ?? from?.userName ?? null,
    achievedAt: from?.achievedAt ?? null,
    industries: row.industries.map(({ industry }) => industry.name),
    skills: row.skills.map(({ skill }) => skill.name),
  }
  return { head, facts: factsOf(stated, salt) }
}

/** Builds the proof data of a certificate before it is created. */
export function provableNow(row: Omit<ProvableRow, 'proofVersion'>): Provable {
  const made = provable({ ...row, proofVersion: PROOF_VERSION })
  if (!made) throw new Error('A provable certificate needs a holder and a salt.')
  return made
}

export type DigestOf = (provable: Provable) => Uint8Array

/** Returns the function that computes the digest: its issuer signs it, and it is a leaf of an anchor. */
export function provableHasher(chainId: number): DigestOf {
  const digestOf = hasherOf(chainId)
  return ({ head, facts }) => digestOf(head, facts.map(leafOf))
}
