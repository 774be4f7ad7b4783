import { beforeAll, expect, it } from 'vitest'
import { newPublicId } from '../../src/core/publicId.ts'
import type { Database } from '../../src/database/client.ts'
import { createSite } from '../../src/lms/sites/service.ts'
import { findPublicRows } from '../../src/public/queries.ts'
import { openFresh } from '../support/database/openFresh.ts'

let db: Database
const issuedId = newPublicId()
const createdId = newPublicId()
const deletedId = newPublicId()

const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill)
const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 12, 0, second, 7))

/** Inserts rows with a value in every column, so that the tests miss none. */
beforeAll(async () => {
  db = await openFresh()
  const { prisma } = db
  const { id: siteId } = await createSite(db, 'A "site"', { author: { command: 'test' }, at: at(0) })
  await prisma.site.update({ where: { id: siteId }, data: { link: 'https://site.example' } })
  const course = await prisma.course.create({ data: { siteId, name: 'Course', link: 'https://course.example' } })
  await prisma.user.create({ data: { siteId, id: '1', name: 'Ada', email: 'ada@example.com', roleAlias: 'learner' } })
  const certificate = {
    ...{
      siteId,
      courseId: course.id,
      userId: '1',
      name: 'Näme "1"',
      description: 'Déscription \\ \n',
      userName: 'Ada',
    },
    ...{
      courseName: 'Course',
      institutionName: 'A site',
      revision: 2,
      digest: 'd',
      achievedAt: at(1),
      issuedAt: at(2),
    },
  }
  const issued = await prisma.courseCertificate.create({
    data: {
      ...{
        ...certificate,
        number: 1,
        publicId: issuedId,
        expiresAt: at(30),
        revokedAt: at(3),
        revocationReason: 'Why',
      },
    },
  })
  await prisma.courseCertificate.create({ data: { ...certificate, number: 2, replacesId: issued.id } })
  const [holder, issuer] = [`0x${'1'.repeat(40)}`, `0x${'2'.repeat(40)}`]
  await prisma.walletCertificate.create({
    data: {
      id: createdId,
      holder: { create: { address: holder, name: 'The holder' } },
      issuer: { create: { address: issuer } },
      ...{
        grantedTo: 'academy',
        institutionTitle: 'Institution',
        institutionLink: 'https://i.example',
        programTitle: 'P',
      },
      ...{
        certificateTitle: 'T',
        courseLink: 'https://c.example',
        score: 92.53125,
        duration: 40,
        expirationDate: at(40),
      },
      ...{ ipfsHash: 'Qm', checksumHash: 'ab'.repeat(32), documentStatus: 'available', digest: 'e', encrypted: true },
      ...{ createdAt: at(4), issuedAt: new Date(Date.UTC(2026, 10, 26)), salt: bytes(32, 7), proofVersion: '1' },
      ...{ issuerSignature: bytes(65, 8), signedByContract: true, revokedAt: at(5), revocationReason: 'Because' },
      revocationSignature: bytes(65, 9),
      ...{ signatureChainId: 31337n, revocationChainId: 5n },
      courseCertificate: { connect: { id: issued.id } },
      skills: { create: ['Patience', 'Python'].map((name) => ({ skill: { create: { name } } })) },
      industries: { create: { industry: { create: { name: 'E-Learning' } } } },
      inAnchor: {
        create: {
          ...{ digest: bytes(32, 1), proof: bytes(64, 2) },
          anchor: {
            create: {
              ...{
                root: bytes(32, 3),
                size: 2,
                chainId: 31337n,
                contract: issuer,
                state: 'confirmed',
                blockNumber: 12n,
              },
              ...{ blockHash: bytes(32, 4), blockTime: at(6), transactionHash: bytes(32, 5) },
            },
          },
        },
      },
    },
  })
  await prisma.tombstone.create({
    data: { certificateId: deletedId, reason: 'deleted by its holder', deletedAt: at(9) },
  })
})

const replaced = { replacedBy: { select: { publicId: true } } } as const
const created = {
  omit: {
    ...({ holderId: true, issuerId: true, documentStatus: true, topics: true, topicsRevision: true } as const),
    ...({ courseCertificateId: true, anchored: true } as const),
  },
  include: {
    holder: { select: { address: true, name: true } },
    issuer: { select: { address: true } },
    industries: { select: { industry: { select: { name: true } } }, orderBy: { industryId: 'asc' } },
    skills: { select: { skill: { select: { name: true } } }, orderBy: { skillId: 'asc' } },
    courseCertificate: {
      select: { publicId: true, revision: true, userName: true, achievedAt: true, description: true, ...replaced },
    },
    inAnchor: {
      select: {
        proof: true,
        anchor: {
          select: {
            ...({
              root: true,
              chainId: true,
              contract: true,
              state: true,
              blockNumber: true,
              blockTime: true,
            } as const),
            transactionHash: true,
          },
        },
      },
    },
  },
} as const
const issued = {
  omit: {
    ...({ number: true, language: true, templateHash: true, imageUrl: true, expiryAnnounced: true } as const),
    ...({ replacesId: true, publishedAt: true } as const),
  },
  include: {
    ...replaced,
    course: { select: { link: true, site: { select: { name: true, link: true } } } },
    published: created,
  },
} as const

/** Converts bytes of any array type to hex, so that rows can be compared. */
function alike(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(alike)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, alike(one)]))
}

it('reads public rows as Prisma does, column by column, in the order of the ids', async () => {
  const nowhere = newPublicId()
  const ids = [createdId, nowhere, issuedId, deletedId, createdId]
  const found = await findPublicRows(db, ids)
  const byPrisma = {
    created: await db.prisma.walletCertificate.findUnique({ where: { id: createdId }, ...created }),
    issued: await db.prisma.courseCertificate.findUnique({ where: { publicId: issuedId }, ...issued }),
  }
  const nothing = { issued: null, created: null, deletedAt: null }
  expect(found.map(alike)).toStrictEqual(
    [
      { ...nothing, created: byPrisma.created },
      nothing,
      { ...nothing, issued: byPrisma.issued },
      { ...nothing, deletedAt: at(9) },
      { ...nothing, created: byPrisma.created },
    ].map(alike),
  )
})

it('reads a certificate without optional values', async () => {
  const { prisma } = db
  const id = newPublicId()
  const issuer = { connect: { address: `0x${'2'.repeat(40)}` } }
  const facts = { institutionTitle: 'I', institutionLink: 'https://i.example', certificateTitle: 'T', ipfsHash: 'Qm' }
  await prisma.walletCertificate.create({ data: { id, issuer, ...facts, documentStatus: 'unchecked' } })
  const [found] = await findPublicRows(db, [id])
  expect(alike(found?.created)).toStrictEqual(
    alike(await prisma.walletCertificate.findUnique({ where: { id }, ...created })),
  )
})
