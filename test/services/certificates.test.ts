import { CID } from 'multiformats/cid'
import { beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import type { Database } from '../../src/db/client.ts'
import type { IpfsStore } from '../../src/ipfs/store.ts'
import {
  type Certificate,
  createCertificate,
  deleteCertificate,
  getCertificate,
  listHeld,
  listIssued,
  type NewCertificate,
} from '../../src/services/certificates.ts'
import { registerWallet, type Wallet } from '../../src/services/wallets.ts'
import type { Address } from '../../src/wallet/address.ts'
import { clear, contentsOf } from '../support/contents.ts'
import { openFresh } from '../support/openFresh.ts'
import { expectInOrder } from '../support/order.ts'

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
  checksumHash: 'c0ffee'.repeat(10).padEnd(64, '0'),
}

/** A store that has every document, none, or cannot be asked. */
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
  issuer = await registerWallet(db, '0x2222222222222222222222222222222222222222')
  holder = await registerWallet(db, holderAddress)
})

function create(input: Partial<NewCertificate> = {}): Promise<string> {
  return createCertificate(db, full, 'format', issuer, { ...facts, ...input })
}

/** Puts many certificates into the database without the work of creating each; returns their ids as they are listed. */
async function putMany(count: number, titleOf: (index: number) => string = () => 'Same title'): Promise<string[]> {
  const rows = await db.prisma.certificate.createManyAndReturn({
    data: Array.from({ length: count }, (_, index) => ({
      holderId: holder.id,
      issuerId: issuer.id,
      institutionTitle: 'Open Source University',
      institutionLink: 'https://os.university',
      certificateTitle: titleOf(index),
      ipfsHash: hash,
      documentStatus: 'available' as const,
    })),
    select: { id: true },
  })
  return rows.map((row) => row.id).sort()
}

async function idsOf(list: AsyncIterable<Certificate>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of list) ids.push(id)
  return ids
}

describe('createCertificate', () => {
  it('keeps what it was given', async () => {
    const { holder: _address, document: _document, skills, industries, ...kept } = facts
    const certificate = await getCertificate(db, await create())

    expect(certificate).toMatchObject({ ...kept, ipfsHash: hash, documentStatus: 'available' })
    expect(certificate).toMatchObject({ holder: { id: holder.id }, issuer: { id: issuer.id } })
    expect(certificate.skills.map(({ skill }) => skill.name).sort()).toStrictEqual(skills.toSorted())
    expect(certificate.industries.map(({ industry }) => industry.name)).toStrictEqual(industries)
  })

  it.skipIf('folder' in inject('template')).each(['skills', 'industries'] as const)(
    'inserts %s in one order, so that simultaneous creates never block each other',
    (table) =>
      expectInOrder(
        db,
        (name) => `INSERT INTO ${table} (name) VALUES ('${name}')`,
        (names) => create({ [table]: names }),
      ),
  )

  it('keeps every skill and industry once when many name the same at the same time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Name ${index}`)
    // Each names most of them, in an order of its own.
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
      const certificate = await getCertificate(db, id)
      expect(certificate.skills.map(({ skill }) => skill.name).sort()).toStrictEqual(orders[index]?.toSorted())
      expect(certificate.industries.map(({ industry }) => industry.name).sort()).toStrictEqual(
        orders[index]?.toSorted(),
      )
    }
  })

  it.each([
    ['available', full],
    ['unavailable', empty],
    ['unchecked', down],
  ] as const)('notes that a document is %s, and takes the certificate', async (status, store) => {
    const id = await createCertificate(db, store, 'format', issuer, facts)
    expect((await getCertificate(db, id)).documentStatus).toBe(status)
  })

  it.each([
    ['document.not_found', empty],
    ['document.unchecked', down],
  ] as const)('refuses with %s where documents have to be available, and keeps nothing', async (code, store) => {
    const refused = createCertificate(db, store, 'available', issuer, { ...facts, holder: `0x${'3'.repeat(40)}` })
    await expect(refused).rejects.toMatchObject({ code })
    expect(await db.prisma.certificate.count()).toBe(0)
    expect(await db.prisma.wallet.count()).toBe(2)
    expect(await db.prisma.skill.count()).toBe(0)
  })
})

describe('listIssued', () => {
  it('lists a thousand certificates exactly once, oldest first, while others are deleted and added', async () => {
    const ids = await putMany(1000)
    const [removed, added, listed] = [new Set<string>(), new Set<string>(), [] as string[]]

    for await (const { id } of listIssued(db, issuer, {})) {
      listed.push(id)
      if (listed.length % 100 !== 50) continue
      // One that was listed, one that is still to come, one that is new.
      const gone = [ids[listed.length - 40], ids[listed.length + 230]].filter((each) => each !== undefined)
      await db.prisma.certificate.deleteMany({ where: { id: { in: gone } } })
      for (const each of gone) removed.add(each)
      for (const each of await putMany(1)) added.add(each)
    }

    expect(listed).toStrictEqual([...new Set(listed)].sort())
    const stayed = (id: string) => !removed.has(id) && !added.has(id)
    expect(listed.filter(stayed)).toStrictEqual(ids.filter(stayed))
    expect(removed.size).toBeGreaterThan(15)
  })

  it('reads no more at once than a batch, and nothing before it is asked for', async () => {
    await putMany(500)
    const read = vi.spyOn(db.prisma.certificate, 'findMany')
    try {
      const list = listIssued(db, issuer, {})
      expect(read).toHaveBeenCalledTimes(0)
      await list.next()
      expect(read).toHaveBeenCalledTimes(1)
      await idsOf(list)
      for (const [query] of read.mock.calls) expect(query?.take).toBeLessThanOrEqual(200)
    } finally {
      read.mockRestore()
    }
  })

  it.each([
    [{}, 0, 500],
    [{ offset: 3 }, 3, 500],
    [{ limit: 1 }, 0, 1],
    [{ limit: 200 }, 0, 200],
    [{ offset: 190, limit: 250 }, 190, 440],
    [{ offset: 490, limit: 250 }, 490, 500],
    [{ offset: 500 }, 500, 500],
    [{ limit: 0 }, 0, 0],
  ])('lists the part that is wanted: %j', async (range, from, to) => {
    const ids = await putMany(500)
    expect(await idsOf(listIssued(db, issuer, range))).toStrictEqual(ids.slice(from, to))
  })

  it('lists what this wallet issued only', async () => {
    await putMany(3)
    expect(await idsOf(listIssued(db, holder, {}))).toStrictEqual([])
  })
})

describe('listHeld', () => {
  it('lists by title, and by age within a title, across its batches', async () => {
    await putMany(650, (index) => (index % 3 === 0 ? 'B' : index % 3 === 1 ? 'A' : `C ${index % 7}`))
    const rows = await db.prisma.certificate.findMany({ select: { id: true, certificateTitle: true } })
    const key = (row: { id: string; certificateTitle: string }) => `${row.certificateTitle}\t${row.id}`
    const ids = rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map((row) => row.id)

    expect(await idsOf(listHeld(db, holder, {}))).toStrictEqual(ids)
    expect(await idsOf(listHeld(db, holder, { offset: 150, limit: 400 }))).toStrictEqual(ids.slice(150, 550))
    expect(await idsOf(listHeld(db, issuer, {}))).toStrictEqual([])
  })
})

describe('deleteCertificate', () => {
  it('leaves a tombstone, and nothing of what the certificate said', async () => {
    const id = await create()
    const before = await contentsOf(db.pool)
    const said = ['Open Source University', 'os.university', 'Winter', 'Introduction', '92.53125', '2031-05-01', hash]
    said.push(facts.checksumHash ?? '')
    for (const text of said) expect(before).toContain(text)

    await deleteCertificate(db, id, holder)

    const after = await contentsOf(db.pool)
    for (const text of said) expect(after).not.toContain(text)
    const [tombstone, ...others] = await db.prisma.tombstone.findMany()
    expect(tombstone).toStrictEqual({ certificateId: id, deletedAt: expect.any(Date), reason: 'deleted by its holder' })
    expect(Math.abs(Date.now() - Number(tombstone?.deletedAt))).toBeLessThan(60_000)
    expect(others).toStrictEqual([])
    // It names nobody, and nothing names the certificate any more.
    expect(after.split(id)).toHaveLength(2)
    await expect(getCertificate(db, id)).rejects.toMatchObject({ code: 'certificate.not_found' })
  })

  it('is for the holder only', async () => {
    const id = await create()
    await expect(deleteCertificate(db, id, issuer)).rejects.toMatchObject({ code: 'certificate.not_holder' })
    expect(await db.prisma.tombstone.count()).toBe(0)
    expect((await getCertificate(db, id)).id).toBe(id)
  })

  it('happens once, however many ask at once', async () => {
    const id = await create()
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => deleteCertificate(db, id, holder)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'certificate.not_found' })
    }
    expect(await db.prisma.tombstone.count()).toBe(1)
  })

  it.each(['nothing', '00000000-0000-0000-0000-000000000000'])('knows no certificate %s', async (id) => {
    await expect(deleteCertificate(db, id, holder)).rejects.toMatchObject({ code: 'certificate.not_found' })
    await expect(getCertificate(db, id)).rejects.toMatchObject({ code: 'certificate.not_found' })
  })
})
