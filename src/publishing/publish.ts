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
import { storeChecksum } from '../core/storedSecrets.ts'
import { registerWallet } from '../core/wallets.ts'
import { type SiteContext, write } from '../core/writeContext.ts'
import type { Course, CourseCertificate, Prisma, Site, User, WalletCertificate } from '../database/prisma/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { undrawableFacts } from '../lms/certificates/drawable.ts'
import { certificateNotFound, isErasedMeanwhile, lockCertificate } from '../lms/certificates/get.ts'
import { usersById } from '../lms/users/queries.ts'
import { keepDocument, removeDocumentAt } from '../public/documents/queries.ts'
import { dropDocument } from '../public/documents/removals.ts'
import { documentOf, drawingOf, subjectOf } from '../public/documents/service.ts'
import type { DocumentStore, Wanted } from '../public/documents/store.ts'
import type { Facts } from '../typeset/facts.ts'
import { wholeSecond } from '../wallet/certificates/issuerSignatures.ts'
import { checksumOf, encryptDocument } from './encryption.ts'

export type PublishingServices = {
  ipfs: Pick<IpfsStore, 'add' | 'remove'>
  documents: DocumentStore
  issuerKeys: IssuerKeys
  chainId: number
}

export type Publication = Pick<WalletCertificate, 'id' | 'ipfsHash' | 'encrypted' | 'issuerSignature'> & {
  holder: { address: string } | null
  issuer: { address: string }
}

const shown = {
  id: true,
  ipfsHash: true,
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
  { encrypt, certificateId = newPublicId() }: { encrypt?: boolean | undefined; certificateId?: string },
): Promise<Publication> {
  const { db } = context
  const certificate = await db.prisma.courseCertificate.findUnique({
    where: { siteId: context.siteId, id },
    include: { user: true, course: { include: { site: true } }, published: { select: shown } },
  })
  if (!certificate || isErasedMeanwhile(certificate)) throw certificateNotFound(id)
  const { published } = certificate
  if (published) return write(context, async () => published)

  const { key, ...parties } = partiesOf(services, certificate)
  const encrypted = encrypt ?? certificate.course.publishing === 'encrypted'
  const document = await putOnIpfs(context, services, certificate.publicId, encrypted)
  const [holder, issuer] = [{ address: parties.holder }, { address: parties.issuer }]
  const stated = {
    ...factsOf(certificate, context.publicUrl),
    ...document,
    id: certificateId,
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
  const { checksum, ...open } = stated
  const publishing = write(context, async (tx) => {
    // No other user can get this wallet while the user is locked. A retired one is not found.
    const users = await usersById(tx, context.siteId, [certificate.userId], 'FOR KEY SHARE')
    const now = await lockCertificate(tx, context.siteId, id)
    const known = await tx.walletCertificate.findUnique({ where: { courseCertificateId: id }, select: shown })
    if (known) return known
    const isHolder = users.get(certificate.userId)?.ethAddress === parties.holder
    if (now.revision !== certificate.revision || !isHolder || now.revokedAt) {
      throw new Problem(
        'certificate.changed',
        `Certificate ${id} was changed while it was being published. Publish it again.`,
      )
    }
    const publication = await tx.walletCertificate.create({
      data: {
        ...open,
        ...storeChecksum(db.secrets, stated.id, checksum),
        digest,
        issuerSignature,
        signatureChainId: services.chainId,
        holderId: (await registerWallet(tx, parties.holder)).id,
        issuerId: (await registerWallet(tx, parties.issuer)).id,
        documentStatus: 'available',
        encrypted,
        courseCertificateId: id,
      },
      select: shown,
    })
    await tx.courseCertificate.update({ where: { id }, data: { publishedAt: context.at } })
    await keepDocument(tx, document.ipfsHash)
    const change = {
      action: 'certificate.publish',
      subject: `certificate/${id}`,
      after: { id: publication.id, ipfsHash: publication.ipfsHash },
    }
    await record(tx, context, change)
    return publication
  })
  return publishing.catch(async (error) => {
    // The document names a person who was erased meanwhile. If this fails, a job removes it later.
    if (isGone(error)) await dropDocument(db, services, document.ipfsHash, context.at).catch(() => {})
    throw error
  })
}

function isGone(error: unknown): boolean {
  return error instanceof Problem && error.code === 'certificate.not_found'
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

/** Time (ms) after which a document that no certificate names is removed. Publishing takes less. */
const ABANDONED_MS = 3_600_000

/** Stores the PDF of a certificate on IPFS. Returns its CID and the checksum of the PDF. */
async function putOnIpfs(
  { db, publicUrl, at }: Pick<SiteContext, 'db' | 'publicUrl' | 'at'>,
  { documents, ipfs }: PublishingServices,
  publicId: string,
  encrypted: boolean,
): Promise<{ ipfsHash: string; checksum: string }> {
  const { revision: _known, turn, ...facts } = await subjectOf(db, publicId, publicUrl)
  const subject = { ...facts, turn: { ...turn, isPublic: false } }
  await ensureDrawable(facts.facts)
  const pdf = encrypted
    ? await drawingOf(documents, sealed({ kind: 'pdf', ...subject }))
    : await documentOf(documents, { kind: 'pdf', ...subject })
  const document = encrypted ? encryptDocument(pdf) : pdf
  // Recorded before it is stored, so that a crash leaves no document that nothing removes.
  await removeDocumentAt(db, await cidOfDocument(document), new Date(at.getTime() + ABANDONED_MS))
  try {
    const cid = await ipfs.add(singleChunk(document))
    return { ipfsHash: String(cid), checksum: checksumOf(pdf) }
  } catch (error) {
    throw explained(error)
  }
}

/** Throws `certificate.undrawable`. Certificates of earlier versions may have texts that no font has. */
async function ensureDrawable({
  title: name,
  holder: user,
  institution: site,
  description,
  course,
}: Facts): Promise<void> {
  const faults = await undrawableFacts({ name, description, user, course, site })
  if (faults) throw new Problem('certificate.undrawable', undefined, faults)
}

/** Adds a random seal, so that public facts do not reveal the checksum. The server does not store this document. */
function sealed(wanted: Wanted): Wanted {
  return { ...wanted, facts: { ...wanted.facts, seal: randomUUID() } }
}

async function cidOfDocument(document: Uint8Array): Promise<string> {
  // Loaded on first use, to keep startup fast.
  const { cidOfFile } = await import('../ipfs/unixfs.ts')
  return String(await cidOfFile(singleChunk(document)))
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
