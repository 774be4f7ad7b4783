import { randomBytes, randomUUID } from 'node:crypto'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { addressOf } from '../chain/keys/addressOf.ts'
import type { IssuerKey, IssuerKeys } from '../chain/keys/issuerKey.ts'
import { signDigest } from '../chain/keys/sign.ts'
import { record } from '../core/audit.ts'
import { explained } from '../core/documents.ts'
import { Problem } from '../core/problem.ts'
import { provableHasher, provableNow } from '../core/provable.ts'
import { newPublicId } from '../core/publicId.ts'
import { walletCertificateDigest } from '../core/recordDigest.ts'
import { registerWallet } from '../core/wallets.ts'
import { type SiteContext, write } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { Course, CourseCertificate, Prisma, Site, User, WalletCertificate } from '../database/prisma/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { certificateNotFound, lockCertificate } from '../lms/certificates/get.ts'
import { documentOf, subjectOf, withRenderProblems } from '../public/documents/service.ts'
import type { DocumentStore, Wanted } from '../public/documents/store.ts'
import { wholeSecond } from '../wallet/certificates/issuerSignatures.ts'
import { checksumOf, encryptDocument } from './encryption.ts'

export type PublishingServices = {
  ipfs: Pick<IpfsStore, 'add'>
  documents: DocumentStore
  issuerKeys: IssuerKeys
  chainId: number
}

export type Publication = Pick<
  WalletCertificate,
  'id' | 'ipfsHash' | 'checksumHash' | 'encrypted' | 'issuerSignature'
> & {
  holder: { address: string } | null
  issuer: { address: string }
}

const shown = {
  id: true,
  ipfsHash: true,
  checksumHash: true,
  encrypted: true,
  issuerSignature: true,
  holder: { select: { address: true } },
  issuer: { select: { address: true } },
} satisfies Prisma.WalletCertificateSelect

/**
 * Stores the PDF on IPFS and creates a certificate in the user's wallet. `encrypt` defaults to the course's setting. If
 * already published, returns the existing certificate.
 */
export async function publishCertificate(
  context: SiteContext<Publication>,
  services: PublishingServices,
  id: number,
  { encrypt }: { encrypt?: boolean | undefined },
): Promise<Publication> {
  const { db } = context
  const certificate = await db.prisma.courseCertificate.findUnique({
    where: { siteId: context.siteId, id },
    include: { user: true, course: { include: { site: true } }, published: { select: shown } },
  })
  if (!certificate) throw certificateNotFound(id)
  const { published } = certificate
  if (published) return write(context, async () => published)

  const { key, ...parties } = partiesOf(services, certificate)
  const encrypted = encrypt ?? certificate.course.publishing === 'encrypted'
  const document = await putOnIpfs(db, services, certificate.publicId, context.publicUrl, encrypted)
  const holder = await registerWallet(db, parties.holder)
  const issuer = await registerWallet(db, parties.issuer)
  const stated = {
    ...factsOf(certificate, context.publicUrl),
    ...document,
    id: newPublicId(),
    createdAt: context.at,
    issuedAt: wholeSecond(context.at),
    salt: new Uint8Array(randomBytes(32)),
    proofVersion: PROOF_VERSION,
  }
  const certified = provableNow({
    ...stated,
    ...{ holder, issuer, industries: [], skills: [] },
    // The signature also covers what only the course certificate states.
    courseCertificate: certificate,
  })
  const digest = walletCertificateDigest({ ...stated, ...parties, industries: [], skills: [] })
  const issuerSignature = signDigest(key, provableHasher(services.chainId)(certified))
  return write(context, async (tx) => {
    const now = await lockCertificate(tx, context.siteId, id)
    const known = await tx.walletCertificate.findUnique({ where: { courseCertificateId: id }, select: shown })
    if (known) return known
    if (now.revision !== certificate.revision || now.user.ethAddress !== parties.holder || now.revokedAt) {
      throw new Problem(
        'certificate.changed',
        `Certificate ${id} was changed while it was being published. Publish it again.`,
      )
    }
    const publication = await tx.walletCertificate.create({
      data: {
        ...stated,
        digest,
        issuerSignature,
        signatureChainId: services.chainId,
        holderId: holder.id,
        issuerId: issuer.id,
        documentStatus: 'available',
        encrypted,
        courseCertificateId: id,
      },
      select: shown,
    })
    await tx.courseCertificate.update({ where: { id }, data: { publishedAt: context.at } })
    const change = {
      action: 'certificate.publish',
      subject: `certificate/${id}`,
      after: { id: publication.id, ipfsHash: publication.ipfsHash },
    }
    await record(tx, context, change)
    return publication
  })
}

type Publishable = CourseCertificate & { user: User; course: Course & { site: Site } }

/** Returns holder and issuer of a certificate. Throws Problem if one is missing. */
function partiesOf(
  { issuerKeys }: PublishingServices,
  { id, siteId, revokedAt, user }: Publishable,
): { holder: Address; issuer: Address; key: IssuerKey } {
  if (revokedAt) throw new Problem('certificate.revoked', `Certificate ${id} is revoked.`)
  const holder = user.retiredAt ? null : parseAddress(user.ethAddress ?? '')
  if (!holder) throw new Problem('user.no_wallet', `User "${user.id}" has no wallet. Set eth_address first.`)
  const key = issuerKeys.get(siteId)
  if (!key) throw new Problem('site.no_issuer_key', `Site ${siteId} has no issuer key. Add one to ISSUER_KEYS.`)
  return { holder, issuer: addressOf(key), key }
}

/** Stores the PDF of a certificate on IPFS. Returns its CID and the checksum of the PDF. */
async function putOnIpfs(
  db: Database,
  { documents, ipfs }: PublishingServices,
  publicId: string,
  publicUrl: string,
  encrypted: boolean,
): Promise<{ ipfsHash: string; checksumHash: string }> {
  const { revision: _known, ...subject } = await subjectOf(db, publicId, publicUrl)
  const pdf = encrypted
    ? await withRenderProblems(() => documents.draw(sealed({ kind: 'pdf', ...subject })))
    : await documentOf(documents, { kind: 'pdf', ...subject })
  try {
    const cid = await ipfs.add(singleChunk(encrypted ? encryptDocument(pdf) : pdf))
    return { ipfsHash: String(cid), checksumHash: checksumOf(pdf) }
  } catch (error) {
    throw explained(error)
  }
}

/** Adds a random seal, so that public facts do not reveal the checksum. The server does not store this document. */
function sealed(wanted: Wanted): Wanted {
  return { ...wanted, facts: { ...wanted.facts, seal: randomUUID() } }
}

async function* singleChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Returns the facts of the wallet certificate: data copied at issue, and the links of site and course. */
function factsOf(certificate: Publishable, publicUrl: string) {
  return {
    grantedTo: 'learner' as const,
    institutionTitle: certificate.institutionName ?? certificate.course.site.name,
    institutionLink: certificate.course.site.link ?? publicUrl,
    programTitle: certificate.courseName,
    certificateTitle: certificate.name,
    courseLink: certificate.course.link,
    score: null,
    duration: null,
    expirationDate: certificate.expiresAt,
  }
}
