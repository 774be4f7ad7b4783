import { randomBytes, randomUUID } from 'node:crypto'
import { linkWithoutEmail } from '@chancery/verify/withoutEmail'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { storeChecksum, withChecksum } from '../../../src/core/storedSecrets.ts'
import { registerWallet, type Wallet } from '../../../src/core/wallets.ts'
import type { Database } from '../../../src/database/client.ts'
import type { GrantedTo, Prisma } from '../../../src/database/prisma/client.ts'
import { secretsBy } from '../../../src/database/secrets.ts'
import { listCertificates } from '../../../src/wallet/certificates/list/service.ts'
import { findCertificates, refreshTopics } from '../../../src/wallet/certificates/queries.ts'
import { reveal } from '../../../src/wallet/certificates/reveal.ts'
import { shownCertificate } from '../../../src/wallet/certificates/shownCertificate.ts'
import { anyTime, awkwardText } from '../../support/awkwardText.ts'
import { openFresh } from '../../support/database/openFresh.ts'

const publicUrl = 'http://localhost:3000/"\\é'
const now = new Date('2026-12-01T12:00:00Z')
const types: GrantedTo[] = ['learner', 'academy', 'business']

const CHECKSUM = 'c0ffee42'.repeat(8)
const secrets = secretsBy(randomBytes(32))

let db: Database
let issuer: Wallet
let holder: Wallet
let verifiers: Wallet[]
beforeAll(async () => {
  db = await openFresh()
  db.secrets = secrets
  issuer = await registerWallet(db.prisma, `0x${'1'.repeat(40)}`)
  holder = await registerWallet(db.prisma, `0x${'2'.repeat(40)}`)
  verifiers = [
    await registerWallet(db.prisma, `0x${'3'.repeat(40)}`),
    await registerWallet(db.prisma, `0x${'4'.repeat(40)}`),
  ]
})

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })

const facts = fc.record({
  isHeld: fc.boolean(),
  grantedTo: fc.constantFrom(...types),
  institutionTitle: awkwardText,
  institutionLink: awkwardText,
  programTitle: orNull(awkwardText),
  certificateTitle: awkwardText,
  courseLink: orNull(awkwardText),
  holderName: orNull(awkwardText),
  score: orNull(
    fc.oneof(
      fc.constantFrom(92.5, 0.1, -0, 1e21, 1e-7, -1e300, 2 ** 53),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    ),
  ),
  duration: orNull(fc.integer({ min: 0, max: 32_767 })),
  expirationDate: orNull(fc.oneof(anyTime, fc.constantFrom(now, new Date(now.getTime() + 1)))),
  ipfsHash: awkwardText,
  isSecret: fc.boolean(),
  isSigned: fc.boolean(),
  revocation: orNull(
    fc.record({ at: anyTime, reason: fc.oneof(awkwardText, fc.constant('Ask "ann@example.com", <bob@example.org>')) }),
  ),
  topics: fc.array(awkwardText, { maxLength: 3 }),
  attestations: fc.uniqueArray(
    fc.record({
      state: fc.constantFrom('open', 'verified', 'revoked'),
      verifierType: fc.constantFrom('academy', 'business'),
      verifier: fc.nat({ max: 1 }),
      modifiedAt: anyTime,
      transactionHash: awkwardText,
    }),
    { maxLength: 4, selector: ({ verifier, verifierType }) => `${verifier} ${verifierType}` },
  ),
})
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never

let log = 0

/** Inserts a certificate without the API, which would reject some of these facts. */
async function insert({
  isHeld,
  isSecret,
  isSigned,
  revocation,
  topics,
  attestations,
  ...stated
}: Facts): Promise<string> {
  const names = [...new Set(topics)]
  const newId = randomUUID()
  const { id } = await db.prisma.walletCertificate.create({
    data: {
      ...stated,
      documentStatus: 'available',
      issuer: { connect: { id: issuer.id } },
      ...(isHeld && { holder: { connect: { id: holder.id } } }),
      ...(isSecret && (isSigned ? storeChecksum(secrets, newId, CHECKSUM) : { checksumHash: CHECKSUM })),
      id: newId,
      ...(isSigned && {
        issuerSignature: Buffer.from('5b00', 'hex'),
        signatureChainId: 1,
        salt: Buffer.alloc(32),
        proofVersion: '1',
        issuedAt: now,
      }),
      ...(revocation && { revokedAt: revocation.at, revocationReason: revocation.reason }),
      skills: { create: names.map((name) => ({ skill: { connectOrCreate: { where: { name }, create: { name } } } })) },
      industries: {
        create: names.map((name) => ({ industry: { connectOrCreate: { where: { name }, create: { name } } } })),
      },
    },
  })
  for (const { state, verifierType, verifier, modifiedAt, transactionHash } of attestations) {
    const event = {
      chainId: 1,
      contract: '0x',
      blockNumber: 1,
      blockHash: '0x',
      transactionHash,
      logIndex: log++,
      state: 'read' as const,
      nextAttemptAt: now,
      notedAt: now,
    }
    await db.prisma.attestation.create({
      data: {
        ...{ state, verifierType, modifiedAt, createdAt: now, grantedToType: 'learner' },
        ...(state === 'verified' && { verifiedFrom: 'open', event: { create: event } }),
        certificate: { connect: { id } },
        verifier: { connect: { id: verifiers[verifier]?.id ?? '' } },
      },
    })
  }
  return id
}

const include = {
  holder: true,
  issuer: true,
  skills: { include: { skill: true }, orderBy: { skillId: 'asc' } },
  industries: { include: { industry: true }, orderBy: { industryId: 'asc' } },
  attestations: {
    where: { state: { in: ['verified', 'revoked'] } },
    include: { verifier: true, event: true },
    orderBy: [{ modifiedAt: 'asc' }, { id: 'asc' }],
  },
} satisfies Prisma.WalletCertificateInclude
type Row = Prisma.WalletCertificateGetPayload<{ include: typeof include }>

/** What the SQL must write, from a row that Prisma read. */
function expected(row: Row, reader: string | null): unknown {
  const time = (at: Date | null) => at?.toISOString() ?? null
  const addressOf = (one: { verifier_eth_address: string }) => one.verifier_eth_address
  const shown = row.attestations.map((one) => ({
    id: one.id,
    state: one.state,
    verifier_type: types.indexOf(one.verifierType) + 1,
    verifier_name: one.verifier.name,
    verifier_eth_address: one.verifier.address,
    date_last_modified: time(one.modifiedAt),
    tx_hash: one.event?.transactionHash ?? null,
  }))
  return {
    id: row.id,
    holder: row.holderId,
    holder_names: row.holderName ?? row.holder?.name ?? '',
    holder_eth_address: row.holder?.address ?? null,
    user_eth_address: row.issuer.address,
    granted_to_type: types.indexOf(row.grantedTo) + 1,
    institution_title: row.institutionTitle,
    institution_link: row.institutionLink,
    program_title: row.programTitle,
    certificate_title: row.certificateTitle,
    course_link: row.courseLink,
    industries: row.industries.map(({ industry: { id, name } }) => ({ id: Number(id), name })),
    skills: row.skills.map(({ skill: { id, name, standardized } }) => ({ id: Number(id), name, standardized })),
    score: row.score,
    duration: row.duration,
    expiration_date: time(row.expirationDate),
    verifications: [...new Set(shown.map(addressOf))].map((by) => shown.filter((one) => addressOf(one) === by)),
    ipfs_hash: row.ipfsHash,
    is_expired: row.expirationDate && row.expirationDate <= now,
    ...(reader !== null && row.holderId === reader && { checksum: withChecksum(secrets, row).checksum, hidden: false }),
    issuer_signature: row.issuerSignature && `0x${Buffer.from(row.issuerSignature).toString('hex')}`,
    revoked_at: time(row.revokedAt),
    revocation_reason: row.revocationReason,
    verification_url: `${publicUrl}/verify/${row.id}`,
  }
}

/** Masks emails for everybody but the holder and the issuer. */
function maskedFor(row: Row, reader: string | null) {
  const isOwn = reader !== null && [row.holderId, row.issuerId].includes(reader)
  return (_: string, value: unknown) => (typeof value === 'string' && !isOwn ? linkWithoutEmail(value) : value)
}

/** Compares what the queries write of some certificates, for the holder, the issuer and everybody, with what Prisma reads. */
async function expectWritten(ids: string[]): Promise<void> {
  const rows = await db.prisma.walletCertificate.findMany({ where: { id: { in: ids } }, include })
  for (const reader of [null, holder.id, issuer.id]) {
    const asked = [...rows.map(({ id }) => ({ id, reader })), { id: randomUUID(), reader }]
    const all = await findCertificates(db, asked, { publicUrl, now })
    expect(all.pop()).toBeUndefined()
    const found = all.map((json = '') => reveal(json, db.secrets))
    // Compared as texts: the order of the fields counts, spaces and forms of numbers do not.
    expect(found.map((json) => JSON.stringify(JSON.parse(json)))).toStrictEqual(
      rows.map((row) => JSON.stringify(expected(row, reader), maskedFor(row, reader))),
    )
    for (const json of found) shownCertificate.strict().parse(JSON.parse(json))

    const written = new Map(asked.map(({ id }, index) => [id, found[index]]))
    const lists = { issued: { issuedBy: issuer.address }, held: { heldBy: holder.address } }
    for (const of of Object.values(lists)) {
      const list = { of, through: 'hidden' as const, reader, publicUrl, now }
      const { json, next } = await listCertificates(db, list, { offset: 0, limit: 1000 })
      expect(next).toBeUndefined()
      for (const one of JSON.parse(json)) {
        if (written.has(one.id)) expect(one).toStrictEqual(JSON.parse(written.get(one.id) ?? ''))
      }
    }
  }
}

describe('JSON of wallet certificates, written by PostgreSQL', () => {
  it('matches the schema and the rows, with stored topics and without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(facts, { minLength: 10, maxLength: 20 }), async (certificates) => {
        const ids: string[] = []
        for (const one of certificates) ids.push(await insert(one))
        await expectWritten(ids)
        await refreshTopics(db)
        await expectWritten(ids)
      }),
      { numRuns: 3, endOnFailure: true },
    )
  })
})
