import { parseAddress } from '@chancery/verify/ethereum/address'
import { type CertificateHead, hasherOf } from '@chancery/verify/proof/certificateData'
import { type Fact, factsOf, leafOf, PROOF_VERSION } from '@chancery/verify/proof/facts'
import type { Prisma, WalletCertificate } from '../database/prisma/client.ts'

/** What a certificate is read with, to be proved. */
export const forProof = {
  holder: { select: { address: true } },
  issuer: { select: { address: true } },
  industries: { select: { industry: { select: { name: true } } } },
  skills: { select: { skill: { select: { name: true } } } },
  courseCertificate: { select: { userName: true, achievedAt: true, description: true } },
} satisfies Prisma.WalletCertificateInclude

/** A certificate as its proof needs it; one that is read with `forProof` is such. */
export type ProvableRow = Omit<Prisma.WalletCertificateGetPayload<{ include: typeof forProof }>, Beside>

/** Columns that say nothing of what is proved. */
type Beside = keyof Pick<
  WalletCertificate,
  | (
      | 'holderId'
      | 'issuerId'
      | 'courseCertificateId'
      | 'documentStatus'
      | 'encrypted'
      | 'digest'
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

/** What an issuer signs of a certificate, and a chain anchors. */
export type Provable = { head: CertificateHead; facts: Fact[] }

/**
 * What is proved of a certificate, made again from what its row says now. Null where it has no salt yet, where its
 * version is unknown here, or where it has no holder.
 */
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
    holderName: from?.userName ?? null,
    achievedAt: from?.achievedAt ?? null,
    industries: row.industries.map(({ industry }) => industry.name),
    skills: row.skills.map(({ skill }) => skill.name),
    checksum: row.checksumHash,
  }
  return { head, facts: factsOf(stated, salt) }
}

/** The same of a certificate that is about to be created. */
export function provableNow(row: Omit<ProvableRow, 'proofVersion'>): Provable {
  const made = provable({ ...row, proofVersion: PROOF_VERSION })
  if (!made) throw new Error('A certificate that is to be proved has a holder and a salt.')
  return made
}

export type DigestOf = (provable: Provable) => Uint8Array

/** Makes the function that tells the digest of what is proved: what its issuer signs, and a leaf of an anchor. */
export function provableHasher(chainId: number): DigestOf {
  const digestOf = hasherOf(chainId)
  return ({ head, facts }) => digestOf(head, facts.map(leafOf))
}
