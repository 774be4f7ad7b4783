import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import type { Prisma } from '../../src/database/prisma/client.ts'
import { openFresh } from '../support/database/openFresh.ts'

let db: Database
let issuerId: string
beforeAll(async () => {
  db = await openFresh()
  issuerId = (await db.prisma.wallet.create({ data: { address: `0x${'5'.repeat(40)}` } })).id
})

const revocation = { revokedAt: new Date(), revocationReason: '' }
const signature = { revocationSignature: new Uint8Array(65), revocationChainId: 1n }

function insert(data: Partial<Prisma.TombstoneUncheckedCreateInput>) {
  return db.prisma.tombstone.create({ data: { certificateId: randomUUID(), ...data } })
}

describe('tombstones', () => {
  it('keep a signed revocation by their issuer, or nothing', async () => {
    await insert({ issuerId, digest: 'd', signatureChainId: 1n, ...revocation, ...signature })
    await insert({ issuerId })
    await insert({})
    await insert({ kind: 'erased' })
  })

  it.each<[string, Partial<Prisma.TombstoneUncheckedCreateInput>]>([
    ['tombstones_statement_has_an_issuer', { ...revocation }],
    ['tombstones_statement_has_an_issuer', { digest: 'd' }],
    ['tombstones_revocation_has_a_reason', { revokedAt: new Date() }],
    ['tombstones_revocation_signature_is_of_one', { ...signature }],
    ['tombstones_revocation_signature_has_a_chain', { ...revocation, revocationSignature: new Uint8Array(65) }],
    ['tombstones_erased_states_nothing', { kind: 'erased' }],
  ])('violate %s with %o', async (constraint, data) => {
    const withIssuer = constraint.includes('statement') ? data : { issuerId, ...data }
    await expect(insert(withIssuer)).rejects.toThrow(constraint)
  })
})
