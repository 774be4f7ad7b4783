import { type IssuerIdentity, judgeIdentity } from '@chancery/verify/checks/identity'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { Database } from '../../../src/database/client.ts'
import { parseTyped } from '../../../src/database/parseTyped.ts'
import { Prisma } from '../../../src/database/prisma/client.ts'
import { type IdentityRow, toIdentity } from '../../../src/issuers/identity.ts'
import { identityJson } from '../../../src/issuers/queries.ts'
import { confirmedSql } from '../../../src/issuers/trust/queries.ts'
import { openFresh } from '../../support/database/openFresh.ts'
import { newSite } from '../../support/server/app.ts'

const now = new Date('2026-11-25T12:00:00Z')
const DAY_MS = 86_400_000

const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)
const day = fc.constantFrom(0, 1, 6, 7, 7.001, 8, 30)
const someDay = (percent: number) => sometimes(percent, day.map(daysAgo))

function sometimes<Value>(percent: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: percent, arbitrary: value }, { weight: 100 - percent, arbitrary: fc.constant(null) })
}

const confirmation = fc.record({
  way: fc.constantFrom('dns' as const, 'did_web' as const, 'registry' as const),
  isTrusted: fc.boolean(),
  seen: someDay(85),
  endedAt: someDay(40),
})
const issuer = fc.record({
  isSite: fc.boolean(),
  blockedAt: sometimes(10, fc.constant(now)),
  compromisedAt: sometimes(10, fc.constant(now)),
  releasedAt: someDay(30),
  confirmations: fc.uniqueArray(confirmation, {
    maxLength: 5,
    size: 'max',
    selector: ({ way, isTrusted }) => `${way} ${isTrusted}`,
  }),
})
type Given = typeof issuer extends fc.Arbitrary<infer Issuer> ? Issuer : never

const COUNT = 20

let db: Database
let owners: { siteIds: number[]; walletIds: string[] }
beforeAll(async () => {
  db = await openFresh()
  const places = Array.from({ length: COUNT }, (_, place) => place)
  const wallet = (place: number) => registerWallet(db.prisma, `0x${String(place).padStart(40, '0')}`)
  owners = {
    siteIds: await Promise.all(places.map(async () => (await newSite(db)).id)),
    walletIds: await Promise.all(places.map(async (place) => (await wallet(place)).id)),
  }
})

const sources = {
  registry: { true: 'https://registry.example/list', false: 'https://other.example/list' },
  domain: { true: 'uni.example', false: 'former.example' },
}

async function store(issuers: Given[]): Promise<void> {
  await db.prisma.issuer.deleteMany()
  await db.prisma.issuer.createMany({
    data: issuers.map(({ isSite, confirmations: _, ...state }, id) => ({
      ...{ id, ...state },
      ...(isSite ? { siteId: owners.siteIds[id] ?? 0 } : { walletId: owners.walletIds[id] ?? '' }),
    })),
  })
  await db.prisma.confirmation.createMany({
    data: issuers.flatMap(({ confirmations }, issuerId) =>
      confirmations.map(({ way, isTrusted, seen, endedAt }) => ({
        ...{ issuerId, way, source: sources[way === 'registry' ? way : 'domain'][`${isTrusted}`] },
        ...(way === 'registry' && { registryName: 'Registry', listedName: 'University' }),
        ...{ claimedAt: daysAgo(40), confirmedAt: seen && daysAgo(40), lastSeenAt: seen, endedAt: seen && endedAt },
      })),
    ),
  })
}

/** Returns whether pages say that an issuer is confirmed now. */
function isConfirmed(identity: IssuerIdentity): boolean {
  const nobody = { name: null, link: null, address: null }
  const judged = judgeIdentity({ identity, receivedAt: now, states: { issuer: nobody, holder: nobody } }, now)
  return judged.outcome === 'passed' && !identity.compromisedAt
}

const trustRegistries = [sources.registry.true]

it('finds the same issuers confirmed as the verdict, in SQL', async () => {
  const given = fc.array(issuer, { minLength: COUNT, maxLength: COUNT })
  await fc.assert(
    fc.asyncProperty(given, async (issuers) => {
      await store(issuers)
      const rows = await db.$queryRaw<{ siteId: number | null; found: boolean; identity: string }[]>(Prisma.sql`
        SELECT site_id AS "siteId", ${confirmedSql({ trustRegistries, at: now })} AS found,
               (${Prisma.raw(identityJson)})::text AS identity
        FROM issuers issuer`)
      expect(rows).toHaveLength(issuers.length)
      for (const { siteId, found, identity } of rows) {
        const row: IdentityRow = parseTyped(identity)
        const operator = siteId === null ? null : 'certificates.example'
        expect(found, identity).toBe(
          isConfirmed(toIdentity(row, { did: null, operator, nameOwner: null, trustRegistries })),
        )
      }
    }),
    { numRuns: 25 },
  )
})
