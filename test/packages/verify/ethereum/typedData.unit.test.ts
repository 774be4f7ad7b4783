import type { Address } from '@chancery/verify/ethereum/address'
import { typedDataHasher } from '@chancery/verify/ethereum/typedData'
import { TypedDataEncoder } from 'ethers/hash'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestHashers } from '../../../../src/wallet/sessions/signedRequest.ts'

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes): Address => `0x${Buffer.from(bytes).toString('hex')}`)
const word = fc.uint8Array({ minLength: 32, maxLength: 32 })
const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
const text = fc.string({ unit: 'grapheme' })
const hexOf = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`

describe('typedDataHasher', () => {
  it('returns the digest of ethers for every signed request', () => {
    const fields = [
      { name: 'wallet', type: 'address' },
      { name: 'method', type: 'string' },
      { name: 'url', type: 'string' },
      { name: 'contentType', type: 'string' },
      { name: 'bodySha256', type: 'bytes32' },
      { name: 'timestamp', type: 'uint256' },
      { name: 'nonce', type: 'string' },
    ]
    const request = fc.record({
      ...{ wallet: address, method: text, url: text, contentType: text, bodySha256: word, timestamp: number },
      ...{ nonce: text },
    })
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (message, chainId) => {
        const { contentType: _, ...first } = message
        const digests = requestHashers(chainId)
        const expected = (version: string, Request: typeof fields, value: object) =>
          TypedDataEncoder.hash({ name: 'Chancery', version, chainId }, { Request }, value)
        expect(hexOf(digests[2](message))).toBe(expected('2', fields, message))
        const firstFields = fields.filter(({ name }) => name !== 'contentType')
        expect(hexOf(digests[1](message))).toBe(expected('1', firstFields, first))
      }),
    )
  })

  it('returns the digest of ethers for any fields in any domain', () => {
    const kinds = { address, bytes32: word, uint256: number, string: text }
    const kind = fc.constantFrom('address', 'bytes32', 'uint256', 'string')
    const domains = fc.record({ name: text, version: text, chainId: fc.nat() })
    const cases = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), kind, { minKeys: 1, maxKeys: 6 }).chain((fields) => {
      const values = Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, kinds[of]]))
      return fc.record({ fields: fc.constant(fields), message: fc.record(values), domain: domains })
    })
    fc.assert(
      fc.property(cases, ({ fields, message, domain }) => {
        const types = { Thing: Object.entries(fields).map(([name, type]) => ({ name, type })) }
        const digest = typedDataHasher(domain, { name: 'Thing', fields })(message as never) // It has exactly these fields.
        expect(hexOf(digest)).toBe(TypedDataEncoder.hash(domain, types, message))
      }),
    )
  })
})
