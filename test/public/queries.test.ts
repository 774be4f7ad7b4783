import { beforeAll, expect, it } from 'vitest'
import { newPublicId } from '../../src/core/publicId.ts'
import type { Database } from '../../src/database/client.ts'
import { createSite } from '../../src/lms/sites/service.ts'
import { findPublicRows } from '../../src/public/queries.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { attest } from '../support/wallet/attest.ts'

let db: Database
const issuedId = newPublicId()
const createdId = newPublicId()
const deletedId = newPublicId()
const successorId = newPublicId()

const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill)
const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 12, 0, second, 7))

/** Inserts rows with a value in every column, so that the tests miss none. */
beforeAll(async () => {
  db = await openFresh()
  const { prisma } = db
  const { id: siteId } = await createSite(db, 'A "site"', { author: { command: 'test' }, at: at(0) })
  const site = await prisma.site.update({
    where: { id: siteId },
    data: {
      link: 'https://site.example',
      socialIds: { linkedin: '1035', x: 'site' },
      issuerKeys: {
        create: [
          { publicKey: bytes(32, 10), createdAt: at(0), retiredAt: at(1) },
          { publicKey: bytes(32, 11), sealed: bytes(60, 12), createdAt: at(1) },
        ],
      },
    },
    include: { issuer: true },
  })
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
      imageUrl: 'https://pictures.example/"1".png',
      digest: 'd',
      achievedAt: at(1),
      timeZone: 'Europe/Lisbon',
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
  await prisma.courseCertificate.create({
    data: { ...certificate, number: 2, replacesId: issued.id, publicId: successorId },
  })
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
      holderName: 'Ada "A." Lovelace',
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
  // Two wallets attest the published certificate. A domain confirms only one of them.
  const [confirmed, lapsed] = [`0x${'3'.repeat(40)}`, `0x${'4'.repeat(40)}`]
  await confirmWallet(db, issuer, { domain: 'wallet.example' })
  for (const wallet of [confirmed, lapsed]) {
    await confirmWallet(db, wallet, { domain: 'site.example' })
    await attest(db, createdId, wallet)
  }
  await prisma.confirmation.updateMany({
    where: { issuer: { wallet: { address: lapsed } } },
    data: { endedAt: at(21) },
  })
  const seen = { claimedAt: at(10), confirmedAt: at(11), lastSeenAt: at(12) }
  const listed = { registryName: 'A "register"', listedName: 'Näme' }
  await prisma.issuer.update({
    where: { id: site.issuer?.id ?? expect.fail('createSite creates it.') },
    data: {
      ...{ domain: 'site.example', claimedAt: at(10), checkedAt: at(12), dueAt: at(13), blockedAt: at(14) },
      ...{ compromisedAt: at(15), releasedAt: at(16) },
      confirmations: {
        create: [
          {
            ...{ way: 'dns', source: 'site.example', ...seen },
            ...{ failingSince: at(17), absentSince: at(18), nxdomainSince: at(19) },
          },
          { way: 'did_web', source: 'former.example', ...seen, endedAt: at(20) },
          { way: 'registry', source: 'https://register.example/list.json', ...seen, ...listed },
          { way: 'dns', source: 'unconfirmed.example', claimedAt: at(10) },
        ],
      },
    },
  })
  await prisma.tombstone.create({
    data: {
      ...{ certificateId: deletedId, deletedAt: at(9), revokedAt: at(8), revocationReason: 'Whý', digest: 'd' },
      ...{ revocationSignature: bytes(65, 13), revocationChainId: 5n, signatureChainId: 5n },
      issuer: { connect: { address: issuer } },
      courseCertificate: { connect: { id: issued.id } },
    },
  })
})

const site = {
  select: { name: true, link: true, issuerKeys: { where: { retiredAt: null }, select: { publicKey: true } } },
} as const
const created = {
  omit: {
    ...({ holderId: true, issuerId: true, documentStatus: true, topics: true, topicsRevision: true } as const),
    ...({ courseCertificateId: true, anchored: true, listGroup: true } as const),
  },
  include: {
    holder: { select: { address: true, name: true } },
    issuer: { select: { address: true } },
    industries: { select: { industry: { select: { name: true } } }, orderBy: { industryId: 'asc' } },
    skills: { select: { skill: { select: { name: true } } }, orderBy: { skillId: 'asc' } },
    courseCertificate: {
      select: {
        ...({ publicId: true, revision: true, userName: true, achievedAt: true, timeZone: true } as const),
        ...{ siteId: true, imageUrl: true, description: true },
      },
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
    ...({ number: true, language: true, templateHash: true, expiryAnnounced: true } as const),
    ...({ replacesId: true, publishedAt: true, criteria: true, achievementType: true, notify: true } as const),
  },
  include: {
    course: { select: { link: true, site } },
    published: created,
  },
} as const

/** Reads an identity by Prisma. `counts` has the issuers of each source, which SQL counts. */
async function identityByPrisma(
  where: { siteId: number } | { wallet: { address: string } },
  counts: Record<string, { issuers: number; formerIssuers: number }>,
) {
  const { id, confirmations, ...issuer } = await db.prisma.issuer.findFirstOrThrow({
    where,
    select: {
      ...({ id: true, dueAt: true, blockedAt: true, compromisedAt: true, releasedAt: true } as const),
      confirmations: {
        where: { confirmedAt: { not: null } },
        select: {
          ...({ way: true, source: true, registryName: true, listedName: true, confirmedAt: true } as const),
          ...({ lastSeenAt: true, endedAt: true } as const),
        },
        orderBy: [{ way: 'asc' }, { source: 'asc' }],
      },
    },
  })
  const counted = confirmations.map((one) => ({ ...one, ...counts[one.source] }))
  // JSON has it as a number.
  return { id: Number(id), ...issuer, confirmations: counted }
}

type ByPrisma = { issuer: { address: string }; courseCertificate: object | null }

function toWalletRow<Row extends ByPrisma>(row: Row, ofWallet: object | null, ofSite: object | null) {
  return {
    ...row,
    issuer: { ...row.issuer, identity: ofWallet },
    // The replacement is not published.
    courseCertificate: row.courseCertificate && {
      ...row.courseCertificate,
      ...{ linkedIn: '1035', identity: ofSite, replacedBy: null },
    },
  }
}

/** Converts bytes of any array type to hex, so that rows can be compared. */
function alike(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(alike)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, alike(one)]))
}

it.each([
  [['site.example'], true],
  [[], false],
])(
  'reads public rows as Prisma does, column by column, in the order of the ids, attested by %j',
  async (attestedBy, hasAttestations) => {
    const nowhere = newPublicId()
    const ids = [createdId, nowhere, issuedId, deletedId, createdId]
    const found = await findPublicRows(db, ids, { hasAttestations, at: new Date() })
    const [one, other] = [
      await db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: createdId }, ...created }),
      await db.prisma.courseCertificate.findUniqueOrThrow({ where: { publicId: issuedId }, ...issued }),
    ]
    const identity = await identityByPrisma(
      { siteId: other.siteId },
      {
        'site.example': { issuers: 2, formerIssuers: 1 },
        'former.example': { issuers: 0, formerIssuers: 0 },
        'https://register.example/list.json': { issuers: 0, formerIssuers: 0 },
      },
    )
    expect(identity.confirmations).toHaveLength(3)
    const address = `0x${'2'.repeat(40)}`
    const ofWallet = await identityByPrisma(
      { wallet: { address } },
      { 'wallet.example': { issuers: 1, formerIssuers: 0 } },
    )
    const nothing = { issued: null, created: null, tombstone: null }
    const wallet = { ...nothing, created: { ...toWalletRow(one, ofWallet, identity), attestedBy } }
    const published = {
      ...toWalletRow(other.published ?? expect.fail('It is published.'), ofWallet, identity),
      attestedBy,
    }
    const tombstone = await db.prisma.tombstone.findUniqueOrThrow({
      where: { certificateId: deletedId },
      select: {
        ...({ kind: true, deletedAt: true, revokedAt: true, revocationReason: true } as const),
        ...({ revocationSignature: true, revocationChainId: true } as const),
        issuer: { select: { address: true } },
      },
    })
    const { issuerKeys, ...ofSite } = other.course.site
    const course = {
      ...other.course,
      site: { ...ofSite, linkedIn: '1035', identity, publicKey: issuerKeys[0]?.publicKey },
    }
    expect(found.map(alike)).toStrictEqual(
      [
        wallet,
        nothing,
        { ...nothing, issued: { ...other, course, published, replacedBy: successorId } },
        { ...nothing, tombstone },
        wallet,
      ].map(alike),
    )
  },
)

it('reads a certificate without optional values, with the identity of its wallet', async () => {
  const { prisma } = db
  const facts = { institutionTitle: 'I', institutionLink: 'https://i.example', certificateTitle: 'T', ipfsHash: 'Qm' }
  for (const [digit, identity] of [
    ['5', null],
    ['3', { 'site.example': { issuers: 1, formerIssuers: 0 } }],
  ] as const) {
    const id = newPublicId()
    const address = `0x${digit.repeat(40)}`
    const issuer = { connectOrCreate: { where: { address }, create: { address } } }
    await prisma.walletCertificate.create({ data: { id, issuer, ...facts, documentStatus: 'unchecked' } })
    const [found] = await findPublicRows(db, [id], { hasAttestations: true, at: new Date() })
    const byPrisma = await prisma.walletCertificate.findUniqueOrThrow({ where: { id }, ...created })
    expect(alike(found?.created)).toStrictEqual(
      alike({
        ...toWalletRow(byPrisma, identity && (await identityByPrisma({ wallet: { address } }, identity)), null),
        attestedBy: [],
      }),
    )
  }
})
