import type { Address } from '@chancery/verify/ethereum/address'
import { CID } from 'multiformats/cid'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withChecksum } from '../../../src/core/storedSecrets.ts'
import { registerWallet, type Wallet } from '../../../src/core/wallets.ts'
import type { Database } from '../../../src/database/client.ts'
import type { IpfsStore } from '../../../src/ipfs/store.ts'
import {
  type Creating,
  certificateAdder,
  certificateFinder,
  createCertificate,
  deleteCertificate,
  type NewCertificate,
} from '../../../src/wallet/certificates/service.ts'
import { clear, contentsOf } from '../../support/database/contents.ts'
import { openFresh } from '../../support/database/openFresh.ts'
import { expectInOrder } from '../../support/database/order.ts'
import { isEmbedded } from '../../support/setup/templates.ts'

const publicUrl = 'https://certificates.example'
const hash = 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'
const holderAddress: Address = '0x1111111111111111111111111111111111111111'

const facts: NewCertificate = {
  holder: holderAddress,
  grantedTo: 'learner',
  institutionTitle: 'Open Source University',
  institutionLink: 'https://os.university',
  programTitle: 'Winter programme',
  certificateTitle: 'Introduction to Python',
  courseLink: 'https://os.university/python',
  industries: ['E-Learning'],
  skills: ['Python', 'Patience'],
  score: 92.53125,
  duration: 40,
  expirationDate: new Date('2031-05-01T00:00:00Z'),
  document: { cid: CID.parse(hash), hash },
  checksum: 'c0ffee'.repeat(10).padEnd(64, '0'),
}

/** A store with every document, one with none, and one that is down. */
const full: Pick<IpfsStore, 'has'> = { has: async () => true }
const empty: Pick<IpfsStore, 'has'> = { has: async () => false }
const down: Pick<IpfsStore, 'has'> = { has: () => Promise.reject(new Error('down')) }

let db: Database
let issuer: Wallet
let holder: Wallet
beforeAll(async () => {
  db = await openFresh()
})
beforeEach(async () => {
  await clear(db.pool)
  issuer = await registerWallet(db.prisma, '0x2222222222222222222222222222222222222222')
  holder = await registerWallet(db.prisma, holderAddress)
})

function create(input: Partial<NewCertificate> = {}): Promise<string> {
  return createCertificate(by(issuer), creating(full, 'format'), { ...facts, ...input })
}

/** Returns the write context of a wallet at the current time. */
const by = (wallet: Wallet) => ({ db, wallet, at: new Date() })

function creating(ipfs: Creating['ipfs'], ipfsCheck: Creating['ipfsCheck']): Creating {
  return { ipfs, ipfsCheck, add: certificateAdder(db) }
}

/** Returns a stored certificate with its wallets, skills and industries. */
async function stored(id: string) {
  const row = await db.prisma.walletCertificate.findUniqueOrThrow({
    where: { id },
    include: {
      holder: true,
      issuer: true,
      skills: { include: { skill: true } },
      industries: { include: { industry: true } },
    },
  })
  return withChecksum(db.secrets, row)
}

async function shown(id: string) {
  return JSON.parse(await certificateFinder(db, { publicUrl: () => publicUrl, now: () => new Date() })(id, null))
}

describe('createCertificate', () => {
  it('stores the given facts', async () => {
    const { holder: _address, document: _document, skills, industries, ...given } = facts
    const certificate = await stored(await create())

    expect(certificate).toMatchObject({ ...given, ipfsHash: hash, documentStatus: 'available' })
    expect(certificate).toMatchObject({ holder: { id: holder.id }, issuer: { id: issuer.id } })
    expect(certificate.skills.map(({ skill }) => skill.name).sort()).toStrictEqual(skills.toSorted())
    expect(certificate.industries.map(({ industry }) => industry.name)).toStrictEqual(industries)
  })

  it.skipIf(isEmbedded).each(['skills', 'industries'] as const)(
    'inserts %s in one order, so that concurrent creates cannot deadlock',
    (table) =>
      expectInOrder(
        db,
        (name) => `INSERT INTO ${table} (name) VALUES ('${name}')`,
        (names) => create({ [table]: names }),
      ),
  )

  it('stores each skill and industry once when concurrent creates name the same ones', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Name ${index}`)
    // Each create names ten of them, in its own order.
    const orders = Array.from({ length: 40 }, (_, turn) => {
      const turned = [...names.slice(turn % 12), ...names.slice(0, turn % 12)]
      return (turn % 2 === 0 ? turned : turned.reverse()).slice(0, 10)
    })
    const ids = await Promise.all(orders.map((order) => create({ skills: order, industries: order.toReversed() })))

    const skills = await db.prisma.skill.findMany()
    const industries = await db.prisma.industry.findMany()
    expect(skills.map((skill) => skill.name).sort()).toStrictEqual(names.toSorted())
    expect(industries.map((industry) => industry.name).sort()).toStrictEqual(names.toSorted())
    for (const [index, id] of ids.entries()) {
      const certificate = await stored(id)
      expect(certificate.skills.map(({ skill }) => skill.name).sort()).toStrictEqual(orders[index]?.toSorted())
      expect(certificate.industries.map(({ industry }) => industry.name).sort()).toStrictEqual(
        orders[index]?.toSorted(),
      )
    }
  })

  it('rejects an invalid certificate and creates the others of its batch', async () => {
    await create()
    // The APIs reject negative durations.
    const durations = [1, -1, 2, -2, 3]
    const made = await Promise.allSettled(durations.map((duration) => create({ duration })))
    expect(made.map(({ status }) => status)).toStrictEqual(
      durations.map((duration) => (duration > 0 ? 'fulfilled' : 'rejected')),
    )
    const certificates = await db.prisma.walletCertificate.findMany({ where: { duration: { lte: 3 } } })
    expect(certificates.map(({ duration }) => duration).sort()).toStrictEqual([1, 2, 3])
  })

  it('creates many certificates concurrently, each with its own facts', async () => {
    const given = Array.from({ length: 250 }, (_, index) => ({
      certificateTitle: `Title "${index}"`,
      score: index / 7,
      skills: index % 3 === 0 ? [] : ['Python', `Skill ${index % 5}`],
      checksum: index % 2 === 0 ? null : facts.checksum,
    }))
    await Promise.all(given.map((one) => create(one)))
    const ids = await Promise.all(given.map((one) => create(one)))
    expect(new Set(ids).size).toBe(given.length)
    for (const [index, { skills, ...one }] of given.entries()) {
      const certificate = await stored(ids[index] ?? '')
      expect(certificate).toMatchObject(one)
      expect(certificate.skills.map(({ skill }) => skill.name).sort()).toStrictEqual(skills)
    }
  })

  it.each([
    ['available', full],
    ['unavailable', empty],
    ['unchecked', down],
  ] as const)('stores the document status %s and creates the certificate', async (status, store) => {
    const id = await createCertificate(by(issuer), creating(store, 'format'), facts)
    expect((await stored(id)).documentStatus).toBe(status)
  })

  it.each([
    ['document.not_found', empty],
    ['document.unchecked', down],
  ] as const)('rejects with %s where documents must be available, and stores nothing', async (code, store) => {
    const refused = createCertificate(by(issuer), creating(store, 'available'), {
      ...facts,
      holder: `0x${'3'.repeat(40)}`,
    })
    await expect(refused).rejects.toMatchObject({ code })
    expect(await db.prisma.walletCertificate.count()).toBe(0)
    expect(await db.prisma.wallet.count()).toBe(2)
    expect(await db.prisma.skill.count()).toBe(0)
  })
})

describe('deleteCertificate', () => {
  it('leaves a tombstone and nothing of the certificate’s facts', async () => {
    const id = await create()
    const before = await contentsOf(db.pool)
    const said = ['Open Source University', 'os.university', 'Winter', 'Introduction', '92.53125', '2031-05-01', hash]
    // With a key, the checksum is encrypted.
    if (!db.secrets) said.push(`${facts.checksum}`)
    for (const text of said) expect(before).toContain(text)
    const { digest } = await db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })

    await deleteCertificate(by(holder), id)

    const after = await contentsOf(db.pool)
    for (const text of said) expect(after).not.toContain(text)
    const [tombstone, ...others] = await db.prisma.tombstone.findMany()
    expect(tombstone).toStrictEqual({
      certificateId: id,
      deletedAt: expect.any(Date),
      kind: 'deleted',
      issuerId: issuer.id,
      digest,
      ...{ signatureChainId: null, revocationChainId: null, courseCertificateId: null },
      ...{ revokedAt: null, revocationReason: null, revocationSignature: null, ipfsHash: null },
    })
    expect(Math.abs(Date.now() - Number(tombstone?.deletedAt))).toBeLessThan(60_000)
    expect(others).toStrictEqual([])
    // Nothing else has the id of the certificate.
    expect(after.split(id)).toHaveLength(2)
    await expect(shown(id)).rejects.toMatchObject({ code: 'certificate.not_found' })
  })

  it('rejects the issuer', async () => {
    const id = await create()
    await expect(deleteCertificate(by(issuer), id)).rejects.toMatchObject({ code: 'certificate.not_holder' })
    expect(await db.prisma.tombstone.count()).toBe(0)
    expect((await shown(id)).id).toBe(id)
  })

  it('deletes once for concurrent calls', async () => {
    const id = await create()
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => deleteCertificate(by(holder), id)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'certificate.not_found' })
    }
    expect(await db.prisma.tombstone.count()).toBe(1)
  })

  it.each(['nothing', '00000000-0000-0000-0000-000000000000'])('rejects the unknown id %s', async (id) => {
    await expect(deleteCertificate(by(holder), id)).rejects.toMatchObject({ code: 'certificate.not_found' })
    await expect(shown(id)).rejects.toMatchObject({ code: 'certificate.not_found' })
  })
})
