import type { DocumentResult, Outcome, Ports } from '@chancery/verify/checks/check'
import { type Verdict, verdictOf } from '@chancery/verify/checks/runChecks'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { verify } from '@chancery/verify/checks/verifyRecord'
import { describe, expect, it, vi } from 'vitest'
import { recoverFastest } from '../../../../src/chain/keys/recover.ts'

const unnamed = { name: null, link: null, address: null }

const certificate: Verifiable = {
  publicId: '01a20230-01a0-7931-8cb4-7fd6a58c38fd',
  picture: '01a20230-01a0-7931-8cb4-7fd6a58c38fd-0',
  states: {
    title: 'A certificate',
    description: null,
    course: null,
    program: null,
    courseLink: null,
    holder: unnamed,
    issuer: { ...unnamed, name: 'A university' },
    grantedTo: null,
    skills: [],
    industries: [],
    score: null,
    duration: null,
    achievedAt: null,
    issuedAt: new Date('2026-01-01'),
    expiresAt: null,
    timeZone: 'UTC',
  },
  receivedAt: new Date('2026-01-01'),
  identity: {
    did: null,
    operator: 'certificates.example',
    blockedAt: null,
    compromisedAt: null,
    confirmations: [],
    nameOwner: null,
  },
  digest: { atIssue: 'abc', now: 'abc' },
  signature: null,
  revocation: null,
  document: 'bafkreia7dcdgfiefzz2kdxc5yoewf3pp3x7miis6djqbexrxvpj56svqdi',
  checksum: null,
  anchor: null,
  attestedBy: [],
}

const reading = (readDocument: Ports['readDocument'], changes: Partial<Verifiable> = {}) =>
  verify(
    { ...certificate, ...changes },
    {
      now: new Date('2026-02-01'),
      recoverPublicKey: recoverFastest,
      readDocument,
      checkContractSignature: async () => 'unavailable',
    },
    'en',
  )

describe('verify: document check', () => {
  it.each<[DocumentResult['outcome'], Outcome, string]>([
    ['found', 'passed', 'valid'],
    ['damaged', 'failed', 'not_valid'],
    ['missing', 'unknown', 'not_checked'],
    ['unreadable', 'unknown', 'not_checked'],
    ['late', 'unknown', 'not_checked'],
    ['unavailable', 'unknown', 'not_checked'],
  ])('maps the reading "%s" to the outcome %s and the verdict %s', async (outcome, expected, verdict) => {
    const result = await reading(async () => ({ outcome, size: 3 }))
    expect(result.verdict).toBe(verdict)
    expect(result.results.find(({ check }) => check === 'document')?.outcome).toBe(expected)
  })
})

describe('verify: checks that fail to complete', () => {
  it('reports a check that throws as unknown, and completes the others', async () => {
    const { verdict, results } = await reading(() => Promise.reject(new Error('Out of order.')))
    expect(verdict).toBe('not_checked')
    expect(results.map(({ check, outcome }) => `${check} ${outcome}`)).toStrictEqual([
      'record passed',
      'issuer passed',
      'identity passed',
      'revocation passed',
      'expiry passed',
      'document unknown',
      'file skipped',
      'anchor skipped',
    ])
  })

  it('stops waiting for a check that ignores its abort signal', async () => {
    vi.useFakeTimers()
    try {
      const result = reading(() => new Promise(() => {}))
      await vi.advanceTimersByTimeAsync(10_000)
      expect((await result).results.find(({ check }) => check === 'document')).toMatchObject({
        outcome: 'unknown',
        code: 'check.unfinished',
      })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('verify: issuer', () => {
  const wallet = `0x${'1'.repeat(40)}`
  const unconfirmed = { ...certificate.identity, operator: null }
  const ofWallet = { ...certificate.states, issuer: { ...unnamed, name: 'A university', address: wallet } }
  const found = async () => ({ outcome: 'found', size: 3 }) as const
  const compromisedAt = new Date('2026-01-15')
  const codesOf = async (changes: Partial<Verifiable>) => {
    const { verdict, results } = await reading(found, { states: ofWallet, ...changes })
    const codes = results.filter(({ check }) => check === 'issuer' || check === 'identity').map(({ code }) => code)
    return [verdict, ...codes]
  }

  it('returns issuer_not_confirmed if nobody confirms the issuer, also when a document is unavailable', async () => {
    const expected = ['issuer_not_confirmed', 'issuer.wallet', 'identity.none']
    expect(await codesOf({ identity: unconfirmed })).toStrictEqual(expected)
    const unavailable = async () => ({ outcome: 'unavailable' }) as const
    expect((await reading(unavailable, { identity: unconfirmed })).verdict).toBe('issuer_not_confirmed')
  })

  it('judges a certificate that was received before its key was compromised, and fails a later one', async () => {
    const identity = { ...certificate.identity, compromisedAt }
    const before = new Date(compromisedAt.getTime() - 1)
    expect(await codesOf({ identity, receivedAt: before })).toStrictEqual([
      ...['valid', 'issuer.wallet', 'identity.operator'],
    ])
    // A thief chooses `issuedAt`.
    const states = { ...ofWallet, issuedAt: before }
    expect(await codesOf({ identity, states, receivedAt: compromisedAt })).toStrictEqual([
      ...['not_valid', 'issuer.compromised', 'identity.operator'],
    ])
  })

  it('does not change the verdict for an attestation', async () => {
    const attestedBy = ['uni.example']
    expect((await codesOf({ identity: unconfirmed, attestedBy }))[0]).toBe('issuer_not_confirmed')
    expect((await codesOf({ attestedBy }))[0]).toBe('valid')
  })
})

describe('verdictOf', () => {
  const integrity = (outcome: Outcome) => ({ outcome, dimension: 'integrity' }) as const
  const identity = (outcome: Outcome) => ({ outcome, dimension: 'identity' }) as const

  it.each<[Verdict, Outcome[]]>([
    ['valid', ['passed', 'passed']],
    ['valid', ['passed', 'skipped']],
    ['not_valid', ['passed', 'failed']],
    ['not_checked', ['passed', 'unknown']],
    ['not_valid', ['unknown', 'failed']],
  ])('returns %s for the outcomes %j', (verdict, outcomes) => {
    expect(verdictOf(outcomes.map(integrity))).toBe(verdict)
  })

  it.each<[Verdict, Outcome, Outcome]>([
    ['valid', 'passed', 'passed'],
    ['not_checked', 'unknown', 'passed'],
    ['not_checked', 'passed', 'unknown'],
    ['issuer_not_confirmed', 'failed', 'passed'],
    ['issuer_not_confirmed', 'failed', 'unknown'],
    ['not_valid', 'failed', 'failed'],
    ['not_valid', 'unknown', 'failed'],
    ['not_valid', 'passed', 'failed'],
  ])('returns %s if the identity is %s and another check %s', (verdict, ofIssuer, other) => {
    expect(verdictOf([identity(ofIssuer), integrity(other)])).toBe(verdict)
  })
})
