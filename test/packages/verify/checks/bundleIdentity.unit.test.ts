import type { ConfirmIssuer, IssuerAnswer, IssuerQuestion } from '@chancery/verify/checks/bundleIdentity'
import type { Verdict } from '@chancery/verify/checks/runChecks'
import { type BundlePorts, verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import type { Bundle, BundledIssuer } from '@chancery/verify/proof/bundle'
import { disclose } from '@chancery/verify/proof/disclosure'
import { parseExpectedIssuer } from '@chancery/verify/proof/expectedIssuer'
import { en } from '@chancery/verify/texts/en'
import { Wallet } from 'ethers/wallet'
import { describe, expect, it, vi } from 'vitest'
import { bundleIssuer, claimingSite, claimingWallet, signedBundle } from '../../../support/public/bundles.ts'
import { verify as verifyIndependently } from '../independent/verify.mjs'

const now = new Date('2026-06-01T00:00:00.000Z')
const address = bundleIssuer.address.toLowerCase()
const account = `did:pkh:eip155:1:${address}`
const stranger = new Wallet(`0x${'22'.repeat(32)}`)
const siteDid = 'did:web:certs.example:issuers:1'

/** Returns the verdict with the outcome and code of the identity check. */
async function check(bundle: Bundle, ports: Partial<BundlePorts> = {}) {
  const all = { now, recoverPublicKey: recoverWithNoble, file: null, ...ports }
  const { verdict, results } = await verifyBundle(bundle, all, en)
  const identity = results.find(({ check }) => check === 'identity') ?? expect.fail('It checks the identity.')
  return { verdict, found: `${identity.outcome} ${identity.code}`, evidence: identity.evidence }
}

const answering = (answer: IssuerAnswer) => vi.fn<ConfirmIssuer>(async () => answer)
const confirming = answering({ outcome: 'confirmed', way: 'dns' })
const by = (issuer: BundledIssuer) => signedBundle({ issuer })

/** Returns the bundle as version 1. */
function versionOne(bundle: Bundle): Bundle {
  if (bundle.version === '1') return bundle
  const { issuer: _issuer, ...rest } = bundle
  return { ...rest, version: '1' }
}

const notLookedUp = ['issuer_not_confirmed', 'failed identity.not_looked_up'] as const
const named = ['valid', 'passed identity.named'] as const
const other = ['issuer_not_confirmed', 'failed identity.other'] as const
const claimNotSigned = ['issuer_not_confirmed', 'failed identity.claim_not_signed'] as const
const unreachable = ['not_checked', 'unknown identity.unreachable'] as const

const plain = signedBundle()
const wallet = by(claimingWallet('uni.example'))
const site = by(claimingSite('uni.example', siteDid))

describe('identity check of a bundle without lookups', () => {
  it.each<[string, Bundle, string | undefined, Verdict, string]>([
    ['that claims no domain', plain, undefined, ...notLookedUp],
    ['of version 1', versionOne(plain), undefined, ...notLookedUp],
    ['that claims a domain', wallet, undefined, ...notLookedUp],
    ['of a site', site, undefined, ...notLookedUp],
    ['by the named wallet', plain, address, ...named],
    ['of version 1 by the named wallet', versionOne(plain), address, ...named],
    ['by another wallet', plain, `0x${'99'.repeat(20)}`, ...other],
    ['by the named did:pkh', plain, account, ...named],
    ['by the did:pkh of another chain', plain, `did:pkh:eip155:5:${address}`, ...other],
    [
      'that states the named did:pkh falsely',
      by({ did: `did:pkh:eip155:1:0x${'99'.repeat(20)}`, claim: null }),
      `did:pkh:eip155:1:0x${'99'.repeat(20)}`,
      ...other,
    ],
    ['by the named did:web', site, siteDid, ...unreachable],
    ['by another did:web', site, 'did:web:certs.example', ...other],
    ['of a wallet, not a did:web', wallet, siteDid, ...other],
    ['that claims the named domain', wallet, 'uni.example', ...notLookedUp],
    ['that claims another domain', wallet, 'other.example', ...other],
    ['that claims none, not the named domain', plain, 'uni.example', ...notLookedUp],
  ])('judges a bundle %s', async (_, bundle, expectedIssuer, verdict, found) => {
    expect(await check(bundle, { expectedIssuer })).toMatchObject({ verdict, found })
    expect(await verifyIndependently(JSON.stringify(bundle), null, now, null, expectedIssuer)).toBe(verdict)
  })

  it('names the claimed domain', async () => {
    expect((await check(wallet)).evidence).toStrictEqual({ address, domain: 'uni.example' })
    expect((await check(plain)).evidence).toStrictEqual({ address, domain: null })
  })

  it('is not_valid for an altered bundle by the named wallet', async () => {
    const altered = { ...plain, certificate: { ...plain.certificate, issuedAt: 1 } }
    expect(await check(altered, { expectedIssuer: address })).toMatchObject({ verdict: 'not_valid', found: named[1] })
    expect(await check(altered)).toMatchObject({ verdict: 'not_valid' })
  })
})

describe('identity check of a bundle with lookups', () => {
  it('asks about the wallet and the domain that it claims', async () => {
    const confirmIssuer = answering({ outcome: 'confirmed', way: 'dns' })
    const { verdict, found, evidence } = await check(wallet, { confirmIssuer })
    expect({ verdict, found }).toStrictEqual({ verdict: 'valid', found: 'passed identity.domain_now' })
    expect(evidence).toStrictEqual({ domain: 'uni.example', way: 'dns', name: 'Open Source University' })
    const question = { address, chainId: 1, byContract: false, did: account, domain: 'uni.example', key: null }
    expect(confirmIssuer.mock.calls.map(([asked]) => asked)).toStrictEqual<IssuerQuestion[]>([
      question as IssuerQuestion,
    ])
  })

  it('asks about the DID and the key of a site', async () => {
    const confirmIssuer = answering({ outcome: 'confirmed', way: 'did_web' })
    expect(await check(site, { confirmIssuer, expectedIssuer: 'uni.example' })).toMatchObject({ verdict: 'valid' })
    expect(confirmIssuer.mock.calls[0]?.[0]).toMatchObject({ did: siteDid, key: claimingSite('uni.example').claim.key })
  })

  it('does not show a name that the bundle hides', async () => {
    const { evidence } = await check(disclose(wallet, []), { confirmIssuer: confirming })
    expect(evidence).toMatchObject({ name: null })
  })

  it('marks a signature by a contract, and an unsigned bundle, as of one chain', async () => {
    const confirmIssuer = answering({ outcome: 'not_confirmed' })
    const signature = { by: 'contract' as const, value: plain.signature?.value ?? '0x' }
    await check({ ...wallet, signature }, { confirmIssuer })
    await check({ ...wallet, signature: null }, { confirmIssuer })
    expect(confirmIssuer.mock.calls.map(([{ byContract }]) => byContract)).toStrictEqual([true, true])
  })

  it.each<[string, Bundle, IssuerAnswer['outcome'], Verdict, string]>([
    [
      'a domain that does not confirm it',
      wallet,
      'not_confirmed',
      'issuer_not_confirmed',
      'failed identity.not_confirmed',
    ],
    ['a domain that is unavailable', wallet, 'unavailable', ...unreachable],
    ['no claim', plain, 'confirmed', ...notLookedUp],
    ['version 1', versionOne(wallet), 'confirmed', ...notLookedUp],
  ])('judges a bundle with %s', async (_, bundle, outcome, verdict, found) => {
    const confirmIssuer = answering(outcome === 'confirmed' ? { outcome, way: 'dns' } : { outcome })
    expect(await check(bundle, { confirmIssuer })).toMatchObject({ verdict, found })
  })

  it('says where a did:web with a path is hosted, because the host may serve anyone', async () => {
    const confirmIssuer = async () => ({ outcome: 'confirmed', way: 'did_web' }) as const
    const ports = { now, recoverPublicKey: recoverWithNoble, file: null, confirmIssuer }
    const messageFor = async (expectedIssuer: string) => {
      const { results } = await verifyBundle(site, { ...ports, expectedIssuer }, en)
      return results.find(({ check }) => check === 'identity')?.message
    }
    expect(await messageFor(siteDid)).toContain('It is hosted at certs.example/issuers/1,')
    expect(await messageFor('did:web:certs.example')).not.toContain('hosted')
  })

  it.each<[IssuerAnswer, Verdict, string]>([
    [{ outcome: 'confirmed', way: 'did_web' }, ...named],
    [{ outcome: 'not_confirmed' }, ...other],
    [{ outcome: 'unavailable' }, ...unreachable],
  ])('asks whether a did:web that the caller names lists the wallet: %o', async (answer, verdict, found) => {
    const confirmIssuer = answering(answer)
    // The document decides, and not what the bundle states.
    for (const bundle of [site, plain]) {
      expect(await check(bundle, { confirmIssuer, expectedIssuer: siteDid })).toMatchObject({ verdict, found })
      expect(confirmIssuer).toHaveBeenLastCalledWith(
        { address, chainId: 1, byContract: false, did: siteDid, domain: null, key: null },
        expect.anything(),
      )
    }
  })

  it('looks nothing up for an address or another domain', async () => {
    const confirmIssuer = answering({ outcome: 'confirmed', way: 'dns' })
    expect(await check(wallet, { confirmIssuer, expectedIssuer: address })).toMatchObject({ found: named[1] })
    expect(await check(wallet, { confirmIssuer, expectedIssuer: 'other.example' })).toMatchObject({ found: other[1] })
    expect(confirmIssuer).not.toHaveBeenCalled()
  })
})

describe('claim of a domain in a bundle', () => {
  const genuine = claimingWallet('uni.example')
  const siteClaim = claimingSite('uni.example', siteDid)
  const changed = (issuer: BundledIssuer, change: object): BundledIssuer => ({
    ...issuer,
    claim: { ...issuer.claim, ...change } as BundledIssuer['claim'], // Wrong on purpose.
  })
  it.each<[string, BundledIssuer]>([
    ['signed by another key', claimingWallet('uni.example', { key: stranger, address })],
    ['of another wallet', claimingWallet('uni.example', { key: stranger })],
    [
      'of another wallet under the DID of the issuer',
      { did: account, claim: claimingWallet('uni.example', { key: stranger }).claim },
    ],
    ['under the DID of another wallet', { ...genuine, did: claimingWallet('uni.example', { key: stranger }).did }],
    ['for another chain', { did: account, claim: claimingWallet('uni.example', { chainId: 5 }).claim }],
    ['with another domain', changed(genuine, { domain: 'harvard.example' })],
    ['with another time', changed(genuine, { at: 1 })],
    ['by a site, with another domain', changed(siteClaim, { domain: 'harvard.example' })],
    ['by a site, with another time', changed(siteClaim, { at: 1 })],
    ['by a site, with another DID', { ...siteClaim, did: 'did:web:certs.example:issuers:2' }],
    ['by a site, with another key', changed(siteClaim, { key: claimingSite('uni.example', siteDid, 4).claim.key })],
    ['by an Ed25519 key under the did:pkh of the wallet', claimingSite('uni.example', account)],
    ['by a wallet under a did:web', { ...genuine, did: siteDid }],
    [
      'by another key than that of a did:key',
      { ...claimingSite('uni.example'), did: claimingSite('uni.example', null, 4).did },
    ],
    ['with a key that is not on the curve', changed(siteClaim, { key: `did:key:z6Mk${'z'.repeat(44)}` })],
  ])('is not looked up if it is %s', async (_, issuer) => {
    const confirmIssuer = answering({ outcome: 'confirmed', way: 'dns' })
    const [verdict, found] = claimNotSigned
    expect(await check(by(issuer), { confirmIssuer })).toMatchObject({ verdict, found })
    expect(await check(by(issuer))).toMatchObject({ verdict, found })
    expect(confirmIssuer).not.toHaveBeenCalled()
    expect(await verifyIndependently(JSON.stringify(by(issuer)), null, now)).toBe(verdict)
  })

  it('is checked by the contract if a contract signed it', async () => {
    const bundle = by(changed(genuine, { by: 'contract', signature: '0x1234' }))
    const with_ = (answer: 'accepted' | 'refused' | 'unavailable') =>
      check(bundle, { confirmIssuer: confirming, checkContractSignature: async () => answer })
    expect(await with_('accepted')).toMatchObject({ found: 'passed identity.domain_now' })
    expect(await with_('refused')).toMatchObject({ found: claimNotSigned[1] })
    expect(await with_('unavailable')).toMatchObject({ found: unreachable[1] })
    expect(await check(bundle, { confirmIssuer: confirming })).toMatchObject({ found: unreachable[1] })
    expect(await check(bundle)).toMatchObject({ found: notLookedUp[1] })
  })
})

describe('parseExpectedIssuer', () => {
  it.each<[string, string | null]>([
    [bundleIssuer.address, address],
    [`did:pkh:eip155:1:${bundleIssuer.address}`, account],
    ['did:web:Certs.example%3a8443:issuers:A', 'did:web:certs.example%3A8443:issuers:A'],
    ['Uni.Example', 'uni.example'],
    [`0x${'1'.repeat(39)}`, null],
    ['did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK', null],
    ['did:ethr:0x1', null],
    ['did:web:', null],
    ['https://uni.example', null],
    ['localhost', null],
    ['', null],
  ])('reads %j as %j', (text, parsed) => {
    expect(parseExpectedIssuer(text)).toBe(parsed)
  })
})
