import type { Address } from '@chancery/verify/ethereum/address'
import { type CertificateHead, certificateHasher, certificateTypedData } from '@chancery/verify/proof/certificateData'
import { type CertifiedFacts, factsOf, leafOf } from '@chancery/verify/proof/facts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../support/wallet/wallets.ts'

const hexOf = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => hexOf(bytes) as Address) // 40 digits.
const text = fc.string({ unit: 'grapheme', minLength: 1 })
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
const date = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })

const heads: fc.Arbitrary<CertificateHead> = fc.record({
  ...{ id: fc.uuid(), issuer: address, holder: address, issuedAt: date, expiresAt: orNull(date), document: text },
})
const stated: fc.Arbitrary<CertifiedFacts> = fc.record({
  ...{ institutionTitle: text, institutionLink: text, programTitle: orNull(text), certificateTitle: text },
  ...{ description: orNull(text), courseLink: orNull(text), grantedTo: text, holderName: orNull(text) },
  ...{ achievedAt: orNull(date), score: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })) },
  ...{ duration: orNull(fc.nat(32_767)), industries: fc.array(text), skills: fc.array(text), checksum: orNull(text) },
})
const salts = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('certificateHasher and certificateTypedData', () => {
  it('returns the digest of ethers for the typed data that the issuer signs', () => {
    fc.assert(
      fc.property(heads, stated, salts, fc.integer({ min: 1 }), (head, certified, salt, chainId) => {
        const facts = factsOf(certified, salt)
        const data = certificateTypedData(chainId, head, facts)
        const digest = certificateHasher(chainId)(head, facts.map(leafOf))
        expect(hexOf(digest)).toBe(digestOf(data))
      }),
    )
  })

  it('never encodes an expiry as no expiry', () => {
    const [head] = fc.sample(heads, { numRuns: 1, seed: 1 })
    if (!head) throw new Error('There is no sample.')
    const at = (expiresAt: Date | null) => certificateTypedData(1, { ...head, expiresAt }, []).message.expiresAt
    expect([at(null), at(new Date(0)), at(new Date(999)), at(new Date(2000))]).toStrictEqual([0, 1, 1, 2])
  })

  it('ignores the order of skills and industries', () => {
    const certified = (names: string[]) => ({
      ...fc.sample(stated, { numRuns: 1, seed: 1 })[0],
      skills: names,
      industries: names,
    })
    const one = factsOf(certified(['b', 'a']) as CertifiedFacts, new Uint8Array(32))
    expect(factsOf(certified(['a', 'b']) as CertifiedFacts, new Uint8Array(32))).toEqual(one)
  })
})

describe('factsOf', () => {
  it('derives a salt for each fact from the salt of the certificate', () => {
    fc.assert(
      fc.property(stated, salts, salts, (certified, salt, other) => {
        const facts = factsOf(certified, salt)
        expect(new Set(facts.map((fact) => hexOf(fact.salt))).size).toBe(facts.length)
        expect(factsOf(certified, salt)).toEqual(facts)
        fc.pre(hexOf(salt) !== hexOf(other))
        expect(factsOf(certified, other).map(leafOf)).not.toEqual(facts.map(leafOf))
      }),
    )
  })
})
