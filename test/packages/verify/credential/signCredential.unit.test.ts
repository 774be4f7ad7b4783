import { readFileSync } from 'node:fs'
import { NotCanonical, signCredential, verifyCredential } from '@chancery/verify/credential'
import { canonicalize } from '@chancery/verify/credential/canonicalize'
import { bundledContexts } from '@chancery/verify/credential/contexts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { badge, issuerKey, newKey } from './badges.ts'

// The example of the W3C, which publishes this secret key with it.
const published = newKey('c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6')
const vector = (name: string) => readFileSync(new URL(`vectors/w3c-eddsa-rdfc-2022/${name}`, import.meta.url), 'utf8')
const signed = JSON.parse(vector('signedDataInt.json'))
const contexts = new Map([
  ...(await bundledContexts()),
  [
    'https://www.w3.org/ns/credentials/examples/v2',
    { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } },
  ] as const,
])

describe('signCredential', () => {
  it('makes the canonical forms and hashes of the W3C vector', async () => {
    const { proof, ...document } = signed
    const { proofValue: _, ...options } = proof
    const content = await canonicalize(document, contexts)
    const config = await canonicalize({ ...options, '@context': document['@context'] }, contexts)
    expect(content).toBe(vector('canonDocDataInt.txt'))
    expect(config).toBe(vector('proofCanonDataInt.txt'))
    expect(bytesToHex(sha256(utf8ToBytes(content)))).toBe(vector('docHashDataInt.txt').trim())
    expect(bytesToHex(sha256(utf8ToBytes(config)))).toBe(vector('proofHashDataInt.txt').trim())
  })

  it('makes the signature of the W3C vector', async () => {
    const created = new Date('2023-02-24T23:36:38Z')
    expect(published.verificationMethod).toBe(signed.proof.verificationMethod)
    expect(await signCredential(signed, published, { created, contexts })).toEqual(signed)
  })

  it('signs a badge that verifyCredential accepts', async () => {
    const result = await verifyCredential(await signCredential(badge(), issuerKey), { issuer: badge().issuer.id })
    expect(result).toMatchObject({ verdict: 'valid', issuer: { did: badge().issuer.id, nameConfirmed: false } })
  })

  it('does not sign a field that no context defines', async () => {
    await expect(signCredential({ ...badge(), hours: 12 }, issuerKey)).rejects.toThrow(NotCanonical)
  })
})
