import type { IssuerSignature, Verifiable } from '@chancery/verify/checks/verifiable'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { linkWithoutEmail, withoutEmail } from '@chancery/verify/withoutEmail'
import { anchorOf } from '../anchoring/lookup.ts'
import { type ProvableRow, provable, provableHasher } from '../core/provable.ts'
import { courseCertificateDigest, walletCertificateDigest } from '../core/recordDigest.ts'
import { batched } from '../database/batched.ts'
import type { Database } from '../database/client.ts'
import type { WalletCertificate } from '../database/prisma/client.ts'
import { type CourseCertificateRow, findPublicRows, type WalletCertificateRow } from './queries.ts'

/** Result of a lookup by public id: a certificate of either API, or the time when its holder deleted it. */
export type PublicCertificate = { certificate: Verifiable } | { deletedAt: Date }

/** Returns a function that looks up a public id (UUID in lower case). It returns null if that id never existed. */
export function publicCertificateFinder(db: Database) {
  const find = batched((publicIds: string[]) => findPublicRows(db, publicIds))
  return async (publicId: string): Promise<PublicCertificate | null> => {
    const { issued, created, deletedAt } = await find(publicId)
    if (issued) return { certificate: fromCourse(issued) }
    if (created) return { certificate: fromWallet(created) }
    return deletedAt && { deletedAt }
  }
}

function fromCourse(row: CourseCertificateRow): Verifiable {
  const { published } = row
  return {
    publicId: row.publicId,
    picture: pictureOf(row),
    states: {
      title: withoutEmail(row.name),
      description: withoutEmail(row.description) || null,
      course: withoutEmail(row.courseName),
      program: null,
      courseLink: row.course.link && linkWithoutEmail(row.course.link),
      holder: { name: withoutEmail(row.userName), link: null, address: published?.holder?.address ?? null },
      issuer: {
        name: withoutEmail(row.institutionName ?? row.course.site.name),
        link: row.course.site.link && linkWithoutEmail(row.course.site.link),
        address: published?.issuer.address ?? null,
      },
      grantedTo: null,
      skills: [],
      industries: [],
      score: null,
      duration: null,
      achievedAt: row.achievedAt,
      issuedAt: row.issuedAt,
      expiresAt: row.expiresAt,
    },
    digest: { atIssue: row.digest, now: courseCertificateDigest(row) },
    signature: published && signatureOf({ ...published, ...publishedContent(row, published) }),
    revocation: revocationOf(row) ?? (published && revocationOf(published)),
    document: published?.ipfsHash ?? null,
    checksum: published?.checksumHash ?? null,
    anchor: published && anchorOf({ ...published, ...publishedContent(row, published) }),
  }
}

/** Returns what a published certificate states, in the wording of its source. Its signature covers this wording. */
function publishedContent(row: CourseCertificateRow, published: ProvableRow) {
  return {
    institutionTitle: row.institutionName ?? published.institutionTitle,
    programTitle: row.courseName,
    certificateTitle: row.name,
    expirationDate: row.expiresAt,
    courseCertificate: row,
  }
}

function fromWallet(row: WalletCertificateRow): Verifiable {
  const skills = row.skills.map(({ skill }) => skill.name)
  const industries = row.industries.map(({ industry }) => industry.name)
  const parties = { holder: row.holder?.address ?? '', issuer: row.issuer.address }
  // A wallet's list must not reveal the owner of an encrypted certificate (docs/encryption.md).
  const named = row.encrypted ? null : row.courseCertificate
  return {
    publicId: row.id,
    picture: row.encrypted ? null : named ? pictureOf(named) : `${row.id}-0`,
    states: {
      title: withoutEmail(row.certificateTitle),
      description: null,
      course: null,
      program: row.programTitle && withoutEmail(row.programTitle),
      courseLink: row.courseLink && linkWithoutEmail(row.courseLink),
      holder: {
        name: withoutEmail(named?.userName ?? row.holder?.name ?? '') || null,
        link: null,
        address: row.holder?.address ?? null,
      },
      issuer: {
        name: withoutEmail(row.institutionTitle),
        link: linkWithoutEmail(row.institutionLink),
        address: row.issuer.address,
      },
      grantedTo: row.grantedTo,
      skills: skills.map(withoutEmail),
      industries: industries.map(withoutEmail),
      score: row.score,
      duration: row.duration,
      achievedAt: row.courseCertificate?.achievedAt ?? null,
      issuedAt: row.issuedAt ?? row.createdAt,
      expiresAt: row.expirationDate,
    },
    digest: { atIssue: row.digest, now: walletCertificateDigest({ ...row, ...parties, skills, industries }) },
    signature: signatureOf(row),
    revocation: revocationOf({ ...row, replacedBy: named?.replacedBy }),
    document: row.ipfsHash,
    checksum: row.checksumHash,
    anchor: anchorOf(row),
  }
}

function pictureOf({ publicId, revision }: Pick<CourseCertificateRow, 'publicId' | 'revision'>): string {
  return `${publicId}-${revision}`
}

function signatureOf(
  row: ProvableRow & Pick<WalletCertificate, 'issuerSignature' | 'signatureChainId' | 'signedByContract'>,
): IssuerSignature | null {
  const signer = parseAddress(row.issuer.address)
  if (!row.issuerSignature || row.signatureChainId === null || !signer) return null
  const chain = Number(row.signatureChainId)
  const stated = provable(row)
  return {
    signer,
    chain,
    bytes: row.issuerSignature,
    digest: stated && provableHasher(chain)(stated),
    byContract: row.signedByContract,
  }
}

type Revocable = Pick<WalletCertificate, 'revokedAt' | 'revocationReason'> & {
  replacedBy?: { publicId: string } | null | undefined
}

function revocationOf(row: Revocable): Verifiable['revocation'] {
  return (
    row.revokedAt && {
      at: row.revokedAt,
      reason: withoutEmail(row.revocationReason ?? ''),
      replacedBy: row.replacedBy?.publicId ?? null,
    }
  )
}
