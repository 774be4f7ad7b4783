import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it } from 'vitest'
import { exchangeOf, newLearnerWallet, present } from '../support/credentials/learnerWallet.ts'
import { startOffering } from '../support/credentials/offering.ts'

const { server, wallet, lms, issue, readersOffer, holdersOffer } = await startOffering()

type Presentation = { proof?: Record<string, unknown> }

describe('an offer is refused', () => {
  it('when it was used', async () => {
    const offer = await readersOffer((await issue()).publicId)
    const exchange = exchangeOf(server, offer)
    const verifiablePresentation = await present(wallet, await exchange.request())
    await exchange.post({ verifiablePresentation }).expect(200)
    for (const body of [{ verifiablePresentation }, {}]) {
      const { headers } = await exchange.post(body).expect(410)
      expect(headers['x-error-code']).toBe('offer.used')
    }
    const page = await server.http.get(offer).expect(410)
    expect(page.text).toContain(languages.en.notices.noOffer.title)
  })

  it('to all but one of several wallets at once', async () => {
    const { id } = await issue()
    const exchange = exchangeOf(server, await holdersOffer(id))
    const request = await exchange.request()
    const wallets = await Promise.all(Array.from({ length: 8 }, newLearnerWallet))
    const presented = await Promise.all(wallets.map((one) => present(one, request)))
    const answers = await Promise.all(
      presented.map(async (verifiablePresentation) => exchange.post({ verifiablePresentation })),
    )
    const taken = answers.filter(({ status }) => status === 200)
    expect(taken).toHaveLength(1)
    expect(answers.filter(({ headers }) => headers['x-error-code'] === 'offer.used')).toHaveLength(7)
  })

  it.each<[string, (id: number, publicId: string) => Promise<unknown>]>([
    ['revoked', (id) => lms('post', `/certificates/${id}/revoke`, { reason: 'A mistake.' }).expect(200)],
    ['reissued', (id) => lms('post', `/certificates/${id}/reissue`).expect(201)],
    [
      'expired',
      (id) =>
        server.db.prisma.courseCertificate.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1000) } }),
    ],
  ])('when the certificate is %s', async (_, end) => {
    const { id, publicId } = await issue({ achievedAt: new Date('2026-01-01') })
    const exchange = exchangeOf(server, await holdersOffer(id))
    const request = await exchange.request()
    await end(id, publicId)
    const { headers } = await exchange.post({ verifiablePresentation: await present(wallet, request) }).expect(410)
    expect(headers['x-error-code']).toBe('offer.withdrawn')
  })

  it('when the holder is erased', async () => {
    const { id } = await issue()
    const exchange = exchangeOf(server, await holdersOffer(id))
    const { userId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id } })
    await lms('delete', `/users/${userId}?erase=true`).expect(200)
    expect((await exchange.post({}).expect(404)).headers['x-error-code']).toBe('offer.not_found')
  })

  it('to a presentation for another challenge, domain, purpose or key, or with another content', async () => {
    const { id } = await issue()
    const exchange = exchangeOf(server, await holdersOffer(id))
    const other = exchangeOf(server, await holdersOffer(id))
    const request = await exchange.request()
    const stranger = await newLearnerWallet()
    const good: Presentation = await present(wallet, request)
    const { proof } = good
    const [key = '', ownKey = ''] = [stranger.did, wallet.did].map((did) => did.slice('did:key:'.length))
    const bad: unknown[] = [
      await present(wallet, { ...request, challenge: (await other.request()).challenge }),
      await present(wallet, { ...request, domain: 'https://evil.example' }),
      { ...good, holder: stranger.did },
      { ...good, proof: { ...proof, verificationMethod: `${stranger.did}#${key}` } },
      { ...good, holder: stranger.did, proof: { ...proof, verificationMethod: `${stranger.did}#${ownKey}` } },
      { ...good, proof: { ...proof, proofPurpose: 'assertionMethod' } },
      { ...good, proof: [proof, proof] },
      { ...good, proof: [] },
      { ...good, proof: { ...proof, proofValue: undefined } },
      { ...good, proof: { ...proof, cryptosuite: 'ecdsa-rdfc-2019' } },
      { ...good, proof: { ...proof, previousProof: 'urn:x' } },
      { ...good, proof: undefined },
      { ...good, type: ['VerifiableCredential'] },
      { ...good, id: 'urn:uuid:f1a2b3c4-0000-4000-8000-000000000000' },
      { ...good, undefinedTerm: 'x' },
      { ...good, '@context': ['https://www.w3.org/ns/credentials/v2', { holder: 'urn:other' }] },
      { ...good, '@context': ['https://evil.example/context'] },
      { ...good, verifiableCredential: bomb() },
      {},
    ]
    for (const verifiablePresentation of bad) {
      const answer = await exchange.post({ verifiablePresentation })
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([400, 'presentation.invalid'])
    }
    for (const verifiablePresentation of ['x', 7, [good], null]) {
      const answer = await exchange.post({ verifiablePresentation })
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([400, 'input.invalid'])
    }
    await exchange.post({ verifiablePresentation: { ...good, padding: 'x'.repeat(20_000) } }).expect(413)
    // It is still open.
    await exchange.post({ verifiablePresentation: good }).expect(200)
  })

  it('if there is none', async () => {
    for (const token of ['cho_AAAAAAAAAAAAAAAAAAAAAA', 'x', '%00']) {
      const answer = await server.http.post(`/offers/${token}/exchange`).send({})
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([404, 'offer.not_found'])
    }
  })
})

/** Blank nodes that refer to each other, which are slow to order. */
function bomb(): object[] {
  const nodes = Array.from({ length: 12 }, (_, at) => `_:b${at}`)
  return nodes.map((id) => ({ id, type: 'VerifiableCredential', evidence: nodes.filter((other) => other !== id) }))
}
