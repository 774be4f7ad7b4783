import {
  type Confirmation,
  confirmedOf,
  hasConfirmedIssuer,
  type Identified,
  type IssuerIdentity,
  identity,
  isNameKnown,
} from '@chancery/verify/checks/identity'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const now = new Date('2026-12-07T12:00:00Z')
const day = 24 * 3_600_000
const daysAgo = (days: number) => new Date(now.getTime() - days * day)

const NAME = 'University of Example'
const unnamed = { name: null, link: null, address: null }
const nobody: IssuerIdentity = {
  ...{ did: null, operator: null, blockedAt: null, compromisedAt: null, confirmations: [], nameOwner: null },
}

const times = { since: daysAgo(100), lastSeenAt: daysAgo(1), endedAt: null }
const byDns: Confirmation = { ...times, way: 'dns', domain: 'uni.example', issuers: 1, formerIssuers: 0 }
const byRegistry: Confirmation = { ...times, way: 'registry', registry: 'Register of Example', name: NAME }
const nameOwner = { registry: 'Register of Example', listedName: NAME, domain: 'uni.example' }

function certificateOf(changes: Partial<IssuerIdentity>, receivedAt = daysAgo(50)): Identified {
  return {
    ...{ receivedAt, identity: { ...nobody, ...changes } },
    states: { issuer: { ...unnamed, name: NAME }, holder: unnamed },
  }
}

/** Runs the check. It needs no other ports than the time. */
function run(changes: Partial<IssuerIdentity>, receivedAt?: Date) {
  const certificate = certificateOf(changes, receivedAt)
  const result = identity.run(certificate, { now }, new AbortController().signal)
  if (result instanceof Promise) throw new Error('The check looks up nothing.')
  return { ...result, confirmed: confirmedOf(certificate, now), isLent: hasConfirmedIssuer(certificate, now) }
}

describe('identity check', () => {
  it('fails if nobody confirms the issuer', () => {
    expect(run({})).toMatchObject({ outcome: 'failed', code: 'identity.none', evidence: { name: NAME }, isLent: false })
  })

  it.each(['dns', 'did_web'] as const)('passes for a domain that confirms by %s', (way) => {
    expect(run({ confirmations: [{ ...byDns, way }] })).toMatchObject({
      outcome: 'passed',
      code: 'identity.domain',
      evidence: { domain: 'uni.example', way, since: times.since, lastChecked: times.lastSeenAt },
      confirmed: { domain: 'uni.example', confirmedBy: way, nameListedBy: null, nameApprovedBy: null },
    })
  })

  it('passes for a registry, and knows the name only if the registry lists that name', () => {
    const listed = run({ confirmations: [byRegistry] })
    expect(listed).toMatchObject({ outcome: 'passed', code: 'identity.registry', confirmed: { domain: null } })
    expect(isNameKnown(listed.confirmed)).toBe(true)
    const other = run({ confirmations: [{ ...byRegistry, name: 'Example College' }] })
    expect(other).toMatchObject({ outcome: 'passed', evidence: { name: NAME, listedName: 'Example College' } })
    expect(isNameKnown(other.confirmed)).toBe(false)
  })

  it('passes for the operator of this server, if there is no other confirmation', () => {
    expect(run({ operator: 'certs.example' })).toMatchObject({ outcome: 'passed', code: 'identity.operator' })
    expect(run({ operator: 'certs.example', confirmations: [byDns] })).toMatchObject({
      code: 'identity.domain',
      confirmed: { nameApprovedBy: 'certs.example' },
    })
  })

  it('becomes unknown when a source is silent for more than seven days', () => {
    for (const one of [byDns, byRegistry]) {
      const seen = (lastSeenAt: Date) => run({ confirmations: [{ ...one, lastSeenAt }] })
      expect(seen(daysAgo(7)).outcome).toBe('passed')
      expect(seen(new Date(daysAgo(7).getTime() - 1))).toMatchObject({
        ...{ outcome: 'unknown', code: 'identity.silent', isLent: true, confirmed: { confirmedBy: null } },
      })
    }
  })

  it('fails when the domain ended, with both dates', () => {
    const endedAt = daysAgo(10)
    expect(run({ confirmations: [{ ...byDns, endedAt }] })).toMatchObject({
      ...{ outcome: 'failed', code: 'identity.lapsed' },
      evidence: { domain: 'uni.example', since: times.since, until: endedAt, receivedThen: daysAgo(50) },
    })
  })

  it.each([
    ['before', daysAgo(101), null],
    ['at the start', times.since, times.since],
    ['in', daysAgo(11), daysAgo(11)],
    ['at the end', daysAgo(10), null],
    ['after', daysAgo(9), null],
  ])('says that a certificate was received %s the time of a former confirmation', (_, receivedAt, receivedThen) => {
    const { evidence } = run({ confirmations: [{ ...byDns, endedAt: daysAgo(10) }] }, receivedAt)
    expect(evidence).toMatchObject({ receivedThen })
  })

  it('prefers a current domain to one that ended, and names the one that ended last', () => {
    const ended = (domain: string, endedAt: Date): Confirmation => ({ ...byDns, domain, endedAt })
    const former = [ended('first.example', daysAgo(30)), ended('last.example', daysAgo(20))]
    expect(run({ confirmations: former }).evidence).toMatchObject({ domain: 'last.example' })
    expect(run({ confirmations: [...former, byDns] }).evidence).toMatchObject({ domain: 'uni.example' })
  })

  it('fails if a registry gives the name to another issuer, even with a domain', () => {
    expect(run({ nameOwner, confirmations: [byDns], operator: 'certs.example' })).toMatchObject({
      ...{ outcome: 'failed', code: 'identity.name_taken', confirmed: { confirmedBy: null, domain: null } },
    })
  })
})

describe('identity check of any issuer', () => {
  const date = fc.integer({ min: 0, max: 400 }).map(daysAgo)
  const some = {
    ...{ since: date, lastSeenAt: date, endedAt: fc.option(date) },
  }
  const domain = fc.record({
    ...some,
    way: fc.constantFrom('dns' as const, 'did_web' as const),
    domain: fc.constantFrom('uni.example', 'other.example'),
    issuers: fc.nat(600),
    formerIssuers: fc.nat(3),
  })
  const registry = fc.record({
    ...some,
    way: fc.constant('registry' as const),
    registry: fc.constant('Register of Example'),
    name: fc.constantFrom(NAME, 'Example College'),
  })
  const anyIdentity = fc.record({
    did: fc.constant(null),
    operator: fc.option(fc.constant('certs.example')),
    blockedAt: fc.option(date),
    compromisedAt: fc.option(date),
    confirmations: fc.array(fc.oneof(domain, registry), { maxLength: 4 }),
    nameOwner: fc.option(fc.constant(nameOwner), { freq: 5 }),
  })
  const isDomain = ({ way }: Confirmation) => way !== 'registry'
  const isCurrent = ({ endedAt, lastSeenAt }: Confirmation) => endedAt === null && lastSeenAt >= daysAgo(7)
  const check = (property: (identity: IssuerIdentity, result: ReturnType<typeof run>) => void) =>
    fc.assert(
      fc.property(anyIdentity, (identity) => property(identity, run(identity))),
      { numRuns: 500 },
    )

  it('never passes if it is blocked', () => {
    check(({ blockedAt }, { outcome, isLent }) => {
      if (blockedAt) expect([outcome, isLent]).toStrictEqual(['failed', false])
    })
  })

  it('never passes if its domains ended, whatever the operator or a registry says', () => {
    check(({ confirmations }, { outcome, isLent }) => {
      const domains = confirmations.filter(isDomain)
      if (domains.length === 0 || domains.some(({ endedAt }) => endedAt === null)) return
      expect([outcome, isLent]).toStrictEqual(['failed', false])
    })
  })

  it('passes only by the operator if it never had a domain', () => {
    check(({ confirmations }, { code }) => {
      if (code === 'identity.operator') expect(confirmations.filter(isDomain)).toStrictEqual([])
    })
  })

  it('passes only with a source that was seen within seven days, or by the operator', () => {
    check(({ confirmations, operator }, { outcome, code }) => {
      if (outcome !== 'passed') return
      if (code === 'identity.operator') expect(operator).not.toBeNull()
      else expect(confirmations.some(isCurrent)).toBe(true)
    })
  })

  it('names who confirms it exactly when it passes', () => {
    check((_, { outcome, confirmed }) => {
      expect(confirmed.confirmedBy !== null).toBe(outcome === 'passed')
      if (outcome !== 'passed') expect(isNameKnown(confirmed)).toBe(false)
    })
  })
})
