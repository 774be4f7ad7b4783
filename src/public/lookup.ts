import type { IssuerIdentity } from '@chancery/verify/checks/identity'
import type { IssuerSignature, Verifiable } from '@chancery/verify/checks/verifiable'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { linkWithoutEmail, withoutEmail } from '@chancery/verify/withoutEmail'
import { anchorOf } from '../anchoring/lookup.ts'
import { type ProvableRow, provable, provableHasher } from '../core/provable.ts'
import { courseCertificateDigest, walletCertificateDigest } from '../core/recordDigest.ts'
import { withChecksum } from '../core/storedSecrets.ts'
import { batched } from '../database/batched.ts'
import type { Database } from '../database/client.ts'
import type { WalletCertificate } from '../database/prisma/client.ts'
import type { IdentityRow } from '../issuers/identity.ts'
import { undrawable } from '../typeset/coverage.ts'
import { siteIdentity, walletIdentity } from './issuerIdentity.ts'
import { publicCertificateOf } from './publicFacts.ts'
import {
  findPublicRows,
  type CourseCertificateRow as StoredCourseCertificate,
  type WalletCertificateRow as StoredWalletCertificate,
} from './queries.ts'
import { type Tombstone, toTombstone } from './tombstone.ts'

/**
 * Result of a lookup by public id: a certificate of either API, or what remains of a deleted one. `issuer` has the stored
 * lookups of its issuer's identity; null if there are none. `issuerPath` is the path of the issuer's page.
 * `ownPicture` is the https URL of a picture by the issuer. `isExported`: a site issued it, so it is an Open Badge too.
 */
export type PublicCertificate =
  | {
      certificate: Verifiable
      issuer: IdentityRow | null
      issuerPath: string
      ownPicture: string | null
      linkedInOrganizationId: string | null
      isExported: boolean
    }
  | Tombstone

export type LookupContext = {
  db: Database
  publicUrl: () => string
  /** Chain of wallets that signed nothing. */
  chainId: number
  trustRegistries: string[]
  /** Whether the server reads attestations from the chain. */
  hasAttestations: boolean
  now: () => Date
}

export type FindCertificate = (publicId: string) => Promise<PublicCertificate | null>

/** Rows whose checksum has been opened: the digest covers it. No page shows it. */
type WalletCertificateRow = StoredWalletCertificate & { checksum: string | null }
type CourseCertificateRow = StoredCourseCertificate & { published: WalletCertificateRow | null }

/**
 * Returns a function that looks up a public id (UUID in lower case). It returns null if that id never existed, and
 * throws `secrets.unreadable`.
 */
export function publicCertificateFinder(context: LookupContext): FindCertificate {
  const { db, hasAttestations, now } = context
  const find = batched((publicIds: string[]) => findPublicRows(db, publicIds, { hasAttestations, at: now() }))
  return async (publicId: string): Promise<PublicCertificate | null> => {
    const found = await find(publicId)
    const { tombstone } = found
    const created = found.created && withChecksum(db.secrets, found.created)
    if (found.issued) {
      const published = found.issued.published && withChecksum(db.secrets, found.issued.published)
      const issued = { ...found.issued, published }
      const { site } = issued.course
      const identity = await siteIdentity(context, { id: issued.siteId, ...site }, issued.institutionName ?? site.name)
      return {
        certificate: await withDrawablePicture(fromCourse(issued, identity)),
        issuer: site.identity,
        issuerPath: `/issuers/${issued.siteId}`,
        ownPicture: ownPictureOf(issued),
        linkedInOrganizationId: site.linkedIn,
        isExported: true,
      }
    }
    if (created) {
      const { courseCertificate, encrypted } = created
      const certificate = fromWallet(created, await identityOf(context, created))
      return {
        // A wallet's list must not reveal the owner of an encrypted certificate (docs/encryption.md).
        certificate: encrypted ? publicCertificateOf(certificate) : await withDrawablePicture(certificate),
        issuer: (courseCertificate ?? created.issuer).identity,
        issuerPath: `/issuers/${courseCertificate?.siteId ?? created.issuer.address}`,
        ownPicture: courseCertificate && !encrypted ? ownPictureOf(courseCertificate) : null,
        linkedInOrganizationId: courseCertificate?.linkedIn ?? null,
        isExported: courseCertificate !== null,
      }
    }
    return tombstone && toTombstone(publicId, tombstone)
  }
}

/** What a site published is the site's certificate. */
function identityOf(context: LookupContext, row: WalletCertificateRow): Promise<IssuerIdentity> {
  const { courseCertificate, issuer, institutionTitle, signatureChainId } = row
  if (courseCertificate) {
    const { siteId: id, identity } = courseCertificate
    return siteIdentity(context, { id, identity }, institutionTitle)
  }
  const chainId = signatureChainId === null ? context.chainId : Number(signatureChainId)
  return walletIdentity(context, { ...issuer, chainId }, institutionTitle)
}

function fromCourse(row: CourseCertificateRow, identity: IssuerIdentity): Verifiable {
  const { published } = row
  return {
    publicId: row.publicId,
    identity,
    receivedAt: row.issuedAt,
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
      timeZone: row.timeZone,
    },
    digest: { atIssue: row.digest, now: courseCertificateDigest(row) },
    signature: published && signatureOf({ ...published, ...publishedContent(row, published) }),
    revocation: revocationOf(row) ?? (published && revocationOf(published)),
    document: published?.ipfsHash ?? null,
    checksum: published?.checksum ?? null,
    anchor: published && anchorOf({ ...published, ...publishedContent(row, published) }),
    attestedBy: published?.attestedBy ?? [],
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

function fromWallet(row: WalletCertificateRow, identity: IssuerIdentity): Verifiable {
  const skills = row.skills.map(({ skill }) => skill.name)
  const industries = row.industries.map(({ industry }) => industry.name)
  const parties = { holder: row.holder?.address ?? '', issuer: row.issuer.address }
  const { courseCertificate: origin } = row
  return {
    publicId: row.id,
    identity,
    receivedAt: row.createdAt,
    picture: origin ? pictureOf(origin) : `${row.id}-0`,
    states: {
      title: withoutEmail(row.certificateTitle),
      description: null,
      course: null,
      program: row.programTitle && withoutEmail(row.programTitle),
      courseLink: row.courseLink && linkWithoutEmail(row.courseLink),
      holder: {
        name: withoutEmail(origin?.userName ?? row.holderName ?? row.holder?.name ?? '') || null,
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
      achievedAt: origin?.achievedAt ?? null,
      issuedAt: row.issuedAt ?? row.createdAt,
      expiresAt: row.expirationDate,
      timeZone: origin?.timeZone ?? 'UTC',
    },
    digest: { atIssue: row.digest, now: walletCertificateDigest({ ...row, ...parties, skills, industries }) },
    signature: signatureOf(row),
    revocation: revocationOf({ ...row, replacedBy: origin?.replacedBy }),
    document: row.ipfsHash,
    checksum: row.checksum,
    anchor: anchorOf(row),
    attestedBy: row.attestedBy,
  }
}

function pictureOf({ publicId, revision }: Pick<CourseCertificateRow, 'publicId' | 'revision'>): string {
  return `${publicId}-${revision}`
}

/** Leaves out a picture that would show replacement characters, because no font has the characters of a text. */
async function withDrawablePicture(certificate: Verifiable): Promise<Verifiable> {
  const { title, description, course, program, holder, issuer, skills } = certificate.states
  const shown = [title, description, course, program, holder.name, issuer.name, ...skills]
  const missing = await undrawable(shown.join(' '))
  return missing.length > 0 ? { ...certificate, picture: null } : certificate
}

/** Returns the issuer's picture, unless its URL is not https or contains an email address. */
function ownPictureOf({ imageUrl }: Pick<CourseCertificateRow, 'imageUrl'>): string | null {
  return /^https:/i.test(imageUrl) && linkWithoutEmail(imageUrl) === imageUrl ? imageUrl : null
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
  replacedBy?: string | null | undefined
}

function revocationOf(row: Revocable): Verifiable['revocation'] {
  return (
    row.revokedAt && {
      at: row.revokedAt,
      reason: withoutEmail(row.revocationReason ?? ''),
      replacedBy: row.replacedBy ?? null,
    }
  )
}
