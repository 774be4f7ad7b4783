import { hash } from 'node:crypto'
import { type ConfirmIssuer, UnreadableBundle, type VerifyOptions, verify } from '@chancery/verify'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import type { Bundle } from '@chancery/verify/proof/bundle'
import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it, vi } from 'vitest'
import { bundledFile, bundleIssuer, claimingWallet, signedBundle } from '../../support/public/bundles.ts'

const bundle = signedBundle()
const claiming = signedBundle({ issuer: claimingWallet('uni.example') })
const address = bundleIssuer.address.toLowerCase()
const expiring = signedBundle({ head: { expiresAt: new Date('2026-07-01T00:00:00.000Z') } })

describe('verify of @chancery/verify', () => {
  it.each(['text', 'parsed JSON'])('verifies a bundle given as %s', async (form) => {
    const source = form === 'text' ? JSON.stringify(bundle) : bundle
    const { verdict, message, advice, checks } = await verify(source, { issuer: bundleIssuer.address })
    const sentence = languages.en.verdicts.named(address)
    expect({ verdict, message, advice }).toStrictEqual({ verdict: 'valid', message: sentence, advice: null })
    expect(checks.map(({ check, outcome }) => `${check} ${outcome}`)).toStrictEqual([
      'record passed',
      'issuer passed',
      'identity passed',
      'revocation skipped',
      'expiry passed',
      'document skipped',
      'file skipped',
      'anchor skipped',
    ])
  })

  it('uses the current time by default', async () => {
    vi.useFakeTimers({ now: new Date('2026-07-02T00:00:00.000Z'), toFake: ['Date'] })
    const at = new Date('2026-07-01T00:00:00.000Z')
    expect((await verify(expiring, { issuer: address })).message).toBe(languages.en.verdicts.expired_genuine(at))
    vi.useRealTimers()
    const before = { now: new Date('2026-06-01T00:00:00.000Z'), issuer: address }
    expect((await verify(expiring, before)).verdict).toBe('valid')
  })

  it.each<[string, Uint8Array | string, string]>([
    ['the bytes', bundledFile, 'file.equal'],
    ['the SHA-256', hash('sha256', bundledFile), 'file.equal'],
    ['the SHA-256 in upper case', hash('sha256', bundledFile).toUpperCase(), 'file.equal'],
    ['the bytes of another file', bundledFile.with(0, 0), 'file.different'],
  ])('compares a file by %s', async (_, file, code) => {
    const { checks } = await verify(bundle, { file })
    expect(checks.find(({ check }) => check === 'file')?.code).toBe(code)
  })

  it.each(Object.entries(languages))('writes its messages in the chosen language: %s', async (code, texts) => {
    const language = code as keyof typeof languages // Its keys.
    expect((await verify(bundle, { language, issuer: address })).message).toBe(texts.verdicts.named(address))
    expect((await verify(bundle, { language })).message).toBe(texts.verdicts.issuer_not_confirmed)
  })

  it('does not confirm an issuer by itself', async () => {
    const { verdict, advice, issuer } = await verify(claiming)
    expect({ verdict, advice }).toStrictEqual({
      verdict: 'issuer_not_confirmed',
      advice: languages.en.advice.issuer_not_confirmed_unnamed,
    })
    expect(issuer).toStrictEqual({
      ...{
        name: 'Open Source University',
        nameConfirmed: false,
        did: `did:pkh:eip155:1:${address}`,
        address,
        isHolder: true,
      },
      ...{ domain: null, confirmedBy: null, confirmedSince: null, lastChecked: null },
    })
  })

  it('returns the domain that a lookup confirmed', async () => {
    const confirmIssuer: ConfirmIssuer = async () => ({ outcome: 'confirmed', way: 'did_web' })
    const now = new Date('2026-06-01T00:00:00.000Z')
    for (const issuer of [undefined, 'Uni.Example']) {
      const result = await verify(claiming, { confirmIssuer, issuer, now })
      expect(result).toMatchObject({ verdict: 'valid', message: languages.en.verdicts.domain('uni.example') })
      expect(result.issuer).toMatchObject({ domain: 'uni.example', confirmedBy: 'did_web', lastChecked: now })
    }
    const did = 'did:web:certs.example:issuers:1'
    expect(await verify(bundle, { confirmIssuer, issuer: did })).toMatchObject({ verdict: 'valid', issuer: { did } })
  })

  it('reads a bundle of version 1', async () => {
    const { issuer: _issuer, ...rest } = { issuer: null, ...bundle }
    const first = { ...rest, version: '1' } as Bundle // Without the issuer, it is of version 1.
    expect((await verify(first, { issuer: address })).verdict).toBe('valid')
    expect((await verify(first)).verdict).toBe('issuer_not_confirmed')
  })

  it('calls the ports that the caller gives', async () => {
    const byContract = { ...bundle, signature: { by: 'contract', value: '0x00' } } satisfies Bundle
    const checkContractSignature = vi.fn<NonNullable<VerifyOptions['checkContractSignature']>>(async () => 'accepted')
    expect((await verify(byContract, { checkContractSignature, issuer: address })).verdict).toBe('valid')
    expect(checkContractSignature.mock.calls[0]?.[0]).toMatchObject({ wallet: bundle.certificate.issuer, chain: 1 })

    const recoverPublicKey = vi.fn(recoverWithNoble)
    await verify(bundle, { recoverPublicKey })
    expect(recoverPublicKey).toHaveBeenCalled()
  })

  it.each<[string, string | Bundle]>([
    ['text that is not JSON', '%PDF'],
    ['JSON that is not a bundle', 'null'],
    ['an object that is not a bundle', {} as Bundle], // Wrong on purpose.
    ['a bundle with an unknown field', Object.assign({}, bundle, { verdict: 'valid' })],
  ])('throws UnreadableBundle for %s', async (_, source) => {
    await expect(verify(source)).rejects.toThrow(UnreadableBundle)
  })

  it.each<[string, object]>([
    ['file', { file: 'document.pdf' }],
    ['issuer', { issuer: 'Open Source University' }],
    ['language', { language: 'it' }],
    ['language', { language: 'constructor' }],
  ])('throws TypeError for a wrong option: %s', async (name, options) => {
    const verifying = verify(bundle, options)
    await expect(verifying).rejects.toThrow(TypeError)
    await expect(verifying).rejects.toThrow(new RegExp(`^${name}: `))
  })
})
