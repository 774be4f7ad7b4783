import type { Database } from '../db/client.ts'
import type { CourseCertificate, Prisma } from '../db/prisma/client.ts'
import { courseCertificateDigest, walletCertificateDigest } from '../verification/digest.ts'
import type { Verifiable } from '../verification/verifiable.ts'
import { withoutEmail } from '../withoutEmail.ts'

/** What anybody finds under a public id: a certificate of either door, or when its holder deleted it. */
export type PublicCertificate = { certificate: Verifiable } | { deletedAt: Date }

const ofCourse = {
  course: { select: { link: true, site: { select: { name: true, link: true } } } },
  published: { select: { ipfsHash: true, checksumHash: true, holder: true, issuer: true } },
  replacedBy: { select: { publicId: true } },
} satisfies Prisma.CourseCertificateInclude

const ofWallet = {
  courseCertificate: { include: { replacedBy: { select: { publicId: true } } } },
  holder: true,
  issuer: true,
  industries: { select: { industry: { select: { name: true } } }, orderBy: { industryId: 'asc' } },
  skills: { select: { skill: { select: { name: true } } }, orderBy: { skillId: 'asc' } },
} satisfies Prisma.CertificateInclude

/** Finds what stands under a public id (a uuid); null where nothing ever did. */
export async function findPublicCertificate(db: Database, publicId: string): Promise<PublicCertificate | null> {
  const [issued, created, tombstone] = await Promise.all([
    db.prisma.courseCertificate.findUnique({ where: { publicId }, include: ofCourse }),
    db.prisma.certificate.findUnique({ where: { id: publicId }, include: ofWallet }),
    db.prisma.tombstone.findUnique({ where: { certificateId: publicId } }),
  ])
  if (issued) return { certificate: fromCourse(issued) }
  if (created) return { certificate: fromWallet(created) }
  return tombstone && { deletedAt: tombstone.deletedAt }
}

function fromCourse(row: Prisma.CourseCertificateGetPayload<{ include: typeof ofCourse }>): Verifiable {
  return {
    publicId: row.publicId,
    picture: pictureOf(row),
    states: {
      title: withoutEmail(row.name),
      description: withoutEmail(row.description) || null,
      course: withoutEmail(row.courseName),
      program: null,
      courseLink: row.course.link,
      holder: { name: withoutEmail(row.userName), link: null, address: row.published?.holder?.address ?? null },
      issuer: {
        name: withoutEmail(row.institutionName ?? row.course.site.name),
        link: row.course.site.link,
        address: row.published?.issuer.address ?? null,
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
    revocation: revocationOf(row),
    document: row.published?.ipfsHash ?? null,
    checksum: row.published?.checksumHash ?? null,
  }
}

function fromWallet(row: Prisma.CertificateGetPayload<{ include: typeof ofWallet }>): Verifiable {
  const skills = row.skills.map(({ skill }) => skill.name)
  const industries = row.industries.map(({ industry }) => industry.name)
  const parties = { holder: row.holder?.address ?? '', issuer: row.issuer.address }
  return {
    publicId: row.id,
    picture: row.courseCertificate ? pictureOf(row.courseCertificate) : `${row.id}-0`,
    states: {
      title: withoutEmail(row.certificateTitle),
      description: null,
      course: null,
      program: row.programTitle && withoutEmail(row.programTitle),
      courseLink: row.courseLink,
      holder: {
        name: withoutEmail(row.courseCertificate?.userName ?? row.holder?.name ?? '') || null,
        link: null,
        address: row.holder?.address ?? null,
      },
      issuer: { name: withoutEmail(row.institutionTitle), link: row.institutionLink, address: row.issuer.address },
      grantedTo: row.grantedTo,
      skills: skills.map(withoutEmail),
      industries: industries.map(withoutEmail),
      score: row.score,
      duration: row.duration,
      achievedAt: row.courseCertificate?.achievedAt ?? null,
      issuedAt: row.createdAt,
      expiresAt: row.expirationDate,
    },
    digest: { atIssue: row.digest, now: walletCertificateDigest({ ...row, ...parties, skills, industries }) },
    // What was published is revoked with what it was published from.
    revocation: row.courseCertificate && revocationOf(row.courseCertificate),
    document: row.ipfsHash,
    checksum: row.checksumHash,
  }
}

function pictureOf({ publicId, revision }: CourseCertificate): string {
  return `${publicId}-${revision}`
}

function revocationOf(row: CourseCertificate & { replacedBy: { publicId: string } | null }): Verifiable['revocation'] {
  return (
    row.revokedAt && {
      at: row.revokedAt,
      reason: withoutEmail(row.revocationReason ?? ''),
      replacedBy: row.replacedBy?.publicId ?? null,
    }
  )
}
