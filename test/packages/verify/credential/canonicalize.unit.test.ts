import { createRequire } from 'node:module'
import { canonicalize, NotCanonical } from '@chancery/verify/credential/canonicalize'
import { bundledContexts } from '@chancery/verify/credential/contexts'
import { describe, expect, it } from 'vitest'
import { badge } from './badges.ts'
import { dccCredentials, dccLists } from './dccVectors.ts'

// The whole library, as it is published. canonicalize.ts replaces the copying of contexts in the build for browsers.
const jsonld = createRequire(import.meta.url)('jsonld')
const contexts = await bundledContexts()

function published(document: object): Promise<string> {
  const documentLoader = async (url: string) => ({
    ...{ contextUrl: null, documentUrl: url, tag: 'static' },
    document: structuredClone(contexts.get(url)) ?? expect.fail(url),
  })
  return jsonld.canonize(document, { documentLoader, safe: true, format: 'application/n-quads' })
}

const own = (...more: object[]) => [...badge()['@context'], ...more]
const documents: [string, { [name: string]: unknown }][] = [
  ...[...dccCredentials, ...dccLists].map(([name, text]): [string, object] => [name, JSON.parse(text)]),
  ['a badge', badge()],
  [
    'a badge with terms of its own',
    { ...badge(), '@context': own({ hours: 'https://certs.example/#hours' }), hours: 7 },
  ],
  ['a badge in a language', { ...badge(), '@context': own({ '@language': 'de' }) }],
  [
    'a badge in a badge',
    { ...badge(), endorsement: { ...badge(), type: ['VerifiableCredential', 'EndorsementCredential'] } },
  ],
  ['a badge with a vocabulary', { ...badge(), '@context': own({ '@vocab': 'https://certs.example/#' }), hours: 7 }],
].map(([name, document]) => [String(name), { ...Object(document) }])

describe('canonicalize', () => {
  it.each(documents)('makes the same as the published library, again and again, for %s', async (_, document) => {
    const { proof: _proof, ...unsigned } = document
    const expected = await published(unsigned).catch(() => null)
    for (let turn = 0; turn < 2; turn += 1) {
      const made = await canonicalize(unsigned, contexts).catch((error) => {
        expect(error).toBeInstanceOf(NotCanonical)
        return null
      })
      expect(made).toBe(expected)
    }
  })

  it('has a canonical form for most of them', async () => {
    const forms = await Promise.all(
      documents.map(([, { proof: _, ...unsigned }]) => canonicalize(unsigned, contexts).catch(() => '')),
    )
    expect(forms.filter((form) => form !== '').length).toBeGreaterThan(45)
  })

  it('does not let a document change how the next one is read', async () => {
    const plain = await canonicalize(badge(), contexts)
    const renamed = { ...badge(), '@context': own({ hours: 'https://certs.example/#hours' }), hours: 7 }
    await Promise.all([
      canonicalize(renamed, contexts),
      canonicalize({ ...renamed, '@context': own({ '@vocab': 'https://a.example/' }) }, contexts),
    ])
    expect(await canonicalize(badge(), contexts)).toBe(plain)
    await expect(canonicalize({ ...badge(), hours: 7 }, contexts)).rejects.toThrow(NotCanonical)
  })
})
