import { hash } from 'node:crypto'
import { UnreadableBundle, type VerifyOptions, verify } from '@chancery/verify'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import type { Bundle } from '@chancery/verify/proof/bundle'
import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it, vi } from 'vitest'
import { bundledFile, signedBundle } from '../../support/public/bundles.ts'

const bundle = signedBundle()
const expiring = signedBundle({ head: { expiresAt: new Date('2026-07-01T00:00:00.000Z') } })

describe('verify of @chancery/verify', () => {
  it.each(['text', 'parsed JSON'])('verifies a bundle given as %s', async (form) => {
    const { verdict, message, checks } = await verify(form === 'text' ? JSON.stringify(bundle) : bundle)
    expect({ verdict, message }).toStrictEqual({ verdict: 'valid', message: languages.en.verdicts.valid })
    expect(checks.map(({ check, outcome }) => `${check} ${outcome}`)).toStrictEqual([
      'record passed',
      'issuer passed',
      'revocation skipped',
      'expiry passed',
      'document skipped',
      'file skipped',
      'anchor skipped',
    ])
  })

  it('uses the current time by default', async () => {
    vi.useFakeTimers({ now: new Date('2026-07-02T00:00:00.000Z'), toFake: ['Date'] })
    expect((await verify(expiring)).message).toBe(languages.en.verdicts.expired)
    vi.useRealTimers()
    expect((await verify(expiring, { now: new Date('2026-06-01T00:00:00.000Z') })).verdict).toBe('valid')
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
    expect((await verify(bundle, { language })).message).toBe(texts.verdicts.valid)
  })

  it('calls the ports that the caller gives', async () => {
    const byContract = { ...bundle, signature: { by: 'contract', value: '0x00' } } satisfies Bundle
    const checkContractSignature = vi.fn<NonNullable<VerifyOptions['checkContractSignature']>>(async () => 'accepted')
    expect((await verify(byContract, { checkContractSignature })).verdict).toBe('valid')
    expect(checkContractSignature.mock.calls[0]?.[0]).toMatchObject({ wallet: bundle.certificate.issuer, chain: 1 })

    const recoverPublicKey = vi.fn(recoverWithNoble)
    await verify(bundle, { recoverPublicKey })
    expect(recoverPublicKey).toHaveBeenCalled()
  })

  it.each<[string, string | Bundle]>([
    ['text that is not JSON', '%PDF'],
    ['JSON that is not a bundle', 'null'],
    ['an object that is not a bundle', {} as Bundle], // Wrong on purpose.
    ['a bundle with an unknown field', { ...bundle, verdict: 'valid' } as Bundle],
  ])('throws UnreadableBundle for %s', async (_, source) => {
    await expect(verify(source)).rejects.toThrow(UnreadableBundle)
  })

  it.each<[string, object]>([
    ['file', { file: 'document.pdf' }],
    ['language', { language: 'it' }],
    ['language', { language: 'constructor' }],
  ])('throws TypeError for a wrong option: %s', async (name, options) => {
    const verifying = verify(bundle, options)
    await expect(verifying).rejects.toThrow(TypeError)
    await expect(verifying).rejects.toThrow(new RegExp(`^${name}: `))
  })
})
