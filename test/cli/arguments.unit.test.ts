import { describe, expect, it } from 'vitest'
import { courseOption, issuerName, walletAddress } from '../../src/cli/arguments.ts'

const CHECKSUMMED = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const WRONG = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'

describe('addresses of commands', () => {
  it.each([CHECKSUMMED, CHECKSUMMED.slice(2), CHECKSUMMED.toLowerCase(), CHECKSUMMED.slice(2).toUpperCase()])(
    'accept %s',
    (address) => {
      expect(walletAddress(address)).toBe(CHECKSUMMED.toLowerCase())
    },
  )

  it.each([WRONG, WRONG.slice(2), '0x5aAeb6', '', CHECKSUMMED.replace('5aA', '5AA')])('reject %s', (address) => {
    expect(() => walletAddress(address)).toThrow(address.length > 30 ? 'EIP-55' : 'Ethereum address')
  })

  it('need the right checksum in --issuer, also in a did:pkh', () => {
    expect(issuerName(CHECKSUMMED)).toBe(CHECKSUMMED.toLowerCase())
    expect(issuerName(`did:pkh:eip155:1:${CHECKSUMMED}`)).toBe(`did:pkh:eip155:1:${CHECKSUMMED.toLowerCase()}`)
    expect(() => issuerName(WRONG)).toThrow('EIP-55')
    expect(() => issuerName(`did:pkh:eip155:1:${WRONG}`)).toThrow('EIP-55')
    expect(issuerName('uni.example')).toBe('uni.example')
  })
})

describe('--course', () => {
  it('accepts an id, or ext: and an external id', () => {
    expect([courseOption('7'), courseOption('ext:301')]).toStrictEqual([7, { externalId: '301' }])
  })

  it.each(['', 'x', 'ext:', '-1', '1.5', '3000000000'])('rejects %j', (text) => {
    expect(() => courseOption(text)).toThrow('Must be a whole number, or ext: and an external id.')
  })
})
