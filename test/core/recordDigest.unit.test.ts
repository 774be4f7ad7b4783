import { describe, expect, it } from 'vitest'
import { walletCertificateDigest } from '../../src/core/recordDigest.ts'

const facts = {
  id: '01a20007-b865-77c5-87d6-e73d12494d08',
  holder: `0x${'1'.repeat(40)}`,
  issuer: `0x${'2'.repeat(40)}`,
  grantedTo: 'learner',
  institutionTitle: 'Open Source University',
  institutionLink: 'https://os.university',
  programTitle: null,
  certificateTitle: 'Introduction to Python',
  courseLink: null,
  industries: [],
  skills: ['SQL', 'Python'],
  score: 92.5,
  duration: null,
  expirationDate: new Date('2030-01-01T00:00:00Z'),
  ipfsHash: 'Qm',
  checksum: null,
}

/** Digest by the version that had no holder names. */
const RELEASED = 'fe71b5871a31b2258a76371c8559fc82f6780aae129f757f8d318359bea61293'

describe('walletCertificateDigest', () => {
  it('is the released digest without a holder name', () => {
    for (const none of [undefined, null, '']) {
      expect(walletCertificateDigest({ ...facts, holderName: none })).toBe(RELEASED)
    }
  })

  it('covers the holder name', () => {
    const digests = ['Ada', 'ada', 'Ada '].map((holderName) => walletCertificateDigest({ ...facts, holderName }))
    expect(new Set([...digests, RELEASED]).size).toBe(4)
  })
})
