import type { CID } from 'multiformats/cid'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import type { GrantedTo, Prisma, Wallet } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { newPublicId } from '../publicId.ts'
import { walletCertificateDigest } from '../verification/digest.ts'
import type { Address } from '../wallet/address.ts'
import { type Keep, makeChange } from './change.ts'
import { FIND_DOCUMENT_MS, findDocument } from './documents.ts'
import { registerWallet } from './wallets.ts'

export type { GrantedTo }

export type NewCertificate = {
  holder: Address
  grantedTo: GrantedTo
  institutionTitle: string
  institutionLink: string
  programTitle: string | null
  certificateTitle: string
  courseLink: string | null
  industries: string[]
  skills: string[]
  score: number | null
  duration: number | null
  expirationDate: Date | null
  document: { cid: CID; hash: string }
  checksumHash: string | null
}

const related = {
  holder: true,
  issuer: true,
  industries: { include: { industry: true }, orderBy: { industryId: 'asc' } },
  skills: { include: { skill: true }, orderBy: { skillId: 'asc' } },
} satisfies Prisma.CertificateInclude

/** A certificate with its holder, issuer, skills and industries. */
export type Certificate = Prisma.CertificateGetPayload<{ include: typeof related }>

/** Creates a certificate in the name of the wallet that signed the request; returns its id. */
export async function createCertificate(
  db: Database,
  ipfs: Pick<IpfsStore, 'has'>,
  ipfsCheck: Config['ipfsCheck'],
  issuer: Wallet,
  input: NewCertificate,
  keep?: Keep<string>,
): Promise<string> {
  const { holder, document, industries, skills, ...facts } = input
  const documentStatus = await findDocument(ipfs, document.cid)
  if (ipfsCheck === 'available') ensureAvailable(documentStatus)
  const { id: holderId } = await registerWallet(db, holder)
  return makeChange(db, keep, async (tx) => {
    const [industryIds, skillIds] = [await keepIndustries(tx, industries), await keepSkills(tx, skills)]
    const stated = { ...facts, id: newPublicId(), ipfsHash: document.hash }
    const { id } = await tx.certificate.create({
      data: {
        ...stated,
        digest: walletCertificateDigest({ ...stated, holder, issuer: issuer.address, industries, skills }),
        holderId,
        issuerId: issuer.id,
        documentStatus,
        industries: { create: industryIds.map((industryId) => ({ industryId })) },
        skills: { create: skillIds.map((skillId) => ({ skillId })) },
      },
      select: { id: true },
    })
    return id
  })
}

function ensureAvailable(status: string): void {
  if (status === 'available') return
  if (status === 'unavailable') {
    const message = `No document with this hash was found on IPFS within ${FIND_DOCUMENT_MS / 1000} seconds. Upload it first.`
    throw new Problem('document.not_found', message)
  }
  throw new Problem(
    'document.unchecked',
    'The IPFS node does not answer, so the document could not be looked for. Try again later.',
  )
}

// Names are inserted in one order by everybody, so that simultaneous creates wait for and never block each other.

async function keepSkills(tx: Prisma.TransactionClient, names: string[]): Promise<number[]> {
  if (names.length === 0) return []
  await tx.skill.createMany({ data: names.toSorted().map((name) => ({ name })), skipDuplicates: true })
  const skills = await tx.skill.findMany({ where: { name: { in: names } }, select: { id: true } })
  return skills.map((skill) => skill.id)
}

async function keepIndustries(tx: Prisma.TransactionClient, names: string[]): Promise<number[]> {
  if (names.length === 0) return []
  await tx.industry.createMany({ data: names.toSorted().map((name) => ({ name })), skipDuplicates: true })
  const industries = await tx.industry.findMany({ where: { name: { in: names } }, select: { id: true } })
  return industries.map((industry) => industry.id)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export async function getCertificate(db: Database, id: string): Promise<Certificate> {
  if (!uuid.test(id)) throw notFound()
  const certificate = await db.prisma.certificate.findUnique({ where: { id }, include: related })
  if (!certificate) throw notFound()
  return certificate
}

/** The part of a list that is wanted; all of it where there is no limit. */
export type Range = { offset?: number | undefined; limit?: number | undefined }

/** What a wallet issued, oldest first. */
export function listIssued(db: Database, issuer: Wallet, range: Range): AsyncGenerator<Certificate> {
  return inBatches(range, (last, page) =>
    db.prisma.certificate.findMany({
      where: { issuerId: issuer.id, ...(last && { id: { gt: last.id } }) },
      orderBy: { id: 'asc' },
      include: related,
      ...page,
    }),
  )
}

/** What a wallet holds, by title. */
export function listHeld(db: Database, holder: Wallet, range: Range): AsyncGenerator<Certificate> {
  return inBatches(range, (last, page) =>
    db.prisma.certificate.findMany({
      where: {
        holderId: holder.id,
        ...(last && {
          certificateTitle: { gte: last.certificateTitle },
          NOT: { certificateTitle: last.certificateTitle, id: { lte: last.id } },
        }),
      },
      orderBy: [{ certificateTitle: 'asc' }, { id: 'asc' }],
      include: related,
      ...page,
    }),
  )
}

const BATCH = 200

/** Reads a list of any length a batch at a time; each batch begins behind the last certificate of the one before. */
async function* inBatches(
  range: Range,
  read: (last: Certificate | undefined, page: { skip: number; take: number }) => Promise<Certificate[]>,
): AsyncGenerator<Certificate> {
  let last: Certificate | undefined
  let left = range.limit ?? Number.POSITIVE_INFINITY
  while (left > 0) {
    const take = Math.min(BATCH, left)
    const batch = await read(last, { skip: last ? 0 : (range.offset ?? 0), take })
    yield* batch
    left -= batch.length
    last = batch.at(-1)
    if (batch.length < take) return
  }
}

/** Deletes a certificate for its holder. What remains is a tombstone: that there was one, and when it went. */
export async function deleteCertificate(db: Database, id: string, wallet: Wallet, keep?: Keep<void>): Promise<void> {
  if (!uuid.test(id)) throw notFound()
  await makeChange(db, keep, async (tx) => {
    const { count } = await tx.certificate.deleteMany({ where: { id, holderId: wallet.id } })
    if (count === 0) {
      const isThere = await tx.certificate.findUnique({ where: { id }, select: { id: true } })
      if (!isThere) throw notFound()
      throw new Problem('certificate.not_holder', 'Only the holder of a certificate deletes it.')
    }
    await tx.tombstone.create({ data: { certificateId: id, reason: 'deleted by its holder' } })
  })
}

function notFound(): Problem {
  return new Problem('certificate.not_found', 'There is no such certificate.')
}
