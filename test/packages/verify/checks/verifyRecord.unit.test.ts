import type { DocumentResult, Outcome, Ports } from '@chancery/verify/checks/check'
import { verdictOf } from '@chancery/verify/checks/runChecks'
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
  },
  digest: { atIssue: 'abc', now: 'abc' },
  signature: null,
  revocation: null,
  document: 'bafkreia7dcdgfiefzz2kdxc5yoewf3pp3x7miis6djqbexrxvpj56svqdi',
  checksum: null,
  anchor: null,
}

const reading = (readDocument: Ports['readDocument']) =>
  verify(
    certificate,
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

describe('verdictOf', () => {
  it.each<[string, Outcome[]]>([
    ['valid', ['passed', 'passed']],
    ['valid', ['passed', 'skipped']],
    ['not_valid', ['passed', 'failed']],
    ['not_checked', ['passed', 'unknown']],
    ['not_valid', ['unknown', 'failed']],
  ])('returns %s for the outcomes %j', (verdict, outcomes) => {
    expect(verdictOf(outcomes.map((outcome) => ({ outcome })))).toBe(verdict)
  })
})
