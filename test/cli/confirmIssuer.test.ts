import type { IssuerQuestion } from '@chancery/verify'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dnsServersIn, issuerConfirmer } from '../../src/cli/confirmIssuer.ts'
import { didDocument, multikey, otherMultikey } from '../support/issuers/didDocuments.ts'
import { type DnsServer, startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { type HttpsServer, startHttpsServer } from '../support/issuers/httpsServer.ts'

const address = `0x${'ab'.repeat(20)}` as const
const other = `0x${'cd'.repeat(20)}` as const
const siteDid = 'did:web:certs.example:issuers:1'

let dns: DnsServer
let web: HttpsServer
beforeAll(async () => {
  dns = await startDnsServer()
  web = await startHttpsServer({ names: ['uni.example', 'certs.example'] })
})
beforeEach(() => {
  confirmIn([])
  web.answer(404)
})

/** Sets the TXT records of uni.example, which name these DIDs. */
function confirmIn(dids: string[]): void {
  const A = ['127.0.0.1']
  const TXT = dids.map((did) => `openatts a=dns-did; p=${did}; v=1.0;`)
  dns.answer(zone({ 'uni.example': { A, TXT }, 'certs.example': { A } }))
}

/** Sends these documents by their hosts. */
function publish(documents: Record<string, object>): void {
  web.answer(({ headers }, response) => {
    const document = documents[String(headers.host).split(':')[0] ?? '']
    response.writeHead(document ? 200 : 404).end(JSON.stringify(document ?? {}))
  })
}

const accountIn = (did: string, account: string, chainId = 1) => ({
  ...{ id: `${did}#account`, type: 'EcdsaSecp256k1RecoveryMethod2020', controller: did },
  blockchainAccountId: `eip155:${chainId}:${account}`,
})

/** Returns the document of the site, with its key and the account that signs its certificates. */
function siteDocument({ account = address, key = multikey } = {}): object {
  const entry = { id: `${siteDid}#key`, type: 'Multikey', controller: siteDid, publicKeyMultibase: key }
  return didDocument(siteDid, {}, { verificationMethod: [], assertionMethod: [entry, accountIn(siteDid, account)] })
}

function ask(question: Partial<IssuerQuestion>, signal = new AbortController().signal) {
  const { port, ca } = web
  const confirm = issuerConfirmer({ servers: [dns.address], didWeb: { allowed: ['127.0.0.1'], port, ca } })
  const wallet = { address, chainId: 1, byContract: false, did: `did:pkh:eip155:1:${address}` }
  return confirm({ ...wallet, domain: 'uni.example', key: null, ...question }, signal)
}

describe('issuerConfirmer for a wallet', () => {
  it('confirms a wallet that the domain names in DNS or in did.json', async () => {
    expect(await ask({})).toStrictEqual({ outcome: 'not_confirmed' })
    confirmIn([`did:ethr:${address}#controller`])
    expect(await ask({})).toStrictEqual({ outcome: 'confirmed', way: 'dns' })
    confirmIn([])
    const did = 'did:web:uni.example'
    const document = (account: string) =>
      didDocument(did, {}, { verificationMethod: [], assertionMethod: [accountIn(did, account)] })
    publish({ 'uni.example': document(address) })
    expect(await ask({})).toStrictEqual({ outcome: 'confirmed', way: 'did_web' })
    publish({ 'uni.example': document(other) })
    expect(await ask({})).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('does not confirm a wallet if the web server of the domain redirects, as most do', async () => {
    web.answer((_, response) => {
      response.writeHead(301, { location: 'https://www.uni.example/' }).end()
    })
    expect(await ask({})).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('confirms a contract only on its own chain', async () => {
    confirmIn([`did:ethr:0x5:${address}#controller`])
    expect(await ask({ byContract: true, chainId: 5 })).toMatchObject({ outcome: 'confirmed' })
    expect(await ask({ byContract: true, chainId: 1 })).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('is unavailable when a lookup fails and none confirms, or when it takes too long', async () => {
    web.answer(500)
    expect(await ask({})).toStrictEqual({ outcome: 'unavailable' })
    confirmIn([`did:ethr:${address}#controller`])
    expect(await ask({})).toStrictEqual({ outcome: 'confirmed', way: 'dns' })
    dns.answer(() => 'silent')
    expect(await ask({}, AbortSignal.timeout(300))).toStrictEqual({ outcome: 'unavailable' })
  })

  it('does not wait for a slow web server after DNS confirmed', async () => {
    confirmIn([`did:ethr:${address}#controller`])
    web.answer(() => {})
    expect(await ask({}, AbortSignal.timeout(5000))).toStrictEqual({ outcome: 'confirmed', way: 'dns' })
  })

  it.each(['github.io', 'me.github.io', 'uni.local'])('does not look up %s', async (domain) => {
    const before = dns.queries.length
    expect(await ask({ domain })).toStrictEqual({ outcome: 'not_confirmed' })
    expect(dns.queries.length).toBe(before)
  })
})

describe('issuerConfirmer for a site', () => {
  const key = `did:key:${multikey}`
  const site = { did: siteDid, key }
  beforeEach(() => {
    confirmIn([siteDid])
    publish({ 'certs.example': siteDocument() })
  })

  it('confirms a DID whose document lists wallet and key, and that the domain names', async () => {
    expect(await ask(site)).toStrictEqual({ outcome: 'confirmed', way: 'dns' })
    confirmIn([])
    expect(await ask(site)).toStrictEqual({ outcome: 'not_confirmed' })
    const own = didDocument('did:web:uni.example')
    publish({ 'certs.example': siteDocument(), 'uni.example': own })
    expect(await ask(site)).toStrictEqual({ outcome: 'confirmed', way: 'did_web' })
  })

  it.each([
    ['another wallet', siteDocument({ account: other })],
    ['another key', siteDocument({ key: otherMultikey })],
  ])('does not confirm a DID whose document lists %s', async (_, document) => {
    publish({ 'certs.example': document })
    expect(await ask(site)).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('does not confirm a wallet that only the domain names', async () => {
    confirmIn([`did:ethr:${address}#controller`])
    expect(await ask(site)).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('does not confirm a did:key, which has no link to the wallet', async () => {
    confirmIn([key])
    expect(await ask({ did: key, key })).toStrictEqual({ outcome: 'not_confirmed' })
  })

  it('needs only the wallet if the caller names no domain', async () => {
    const named = { did: siteDid, key: null, domain: null }
    expect(await ask(named)).toStrictEqual({ outcome: 'confirmed', way: 'did_web' })
    publish({ 'certs.example': siteDocument({ account: other }) })
    expect(await ask(named)).toStrictEqual({ outcome: 'not_confirmed' })
    expect(await ask({ ...named, did: 'did:web:127.0.0.1' })).toStrictEqual({ outcome: 'not_confirmed' })
    web.answer(503)
    expect(await ask(named)).toStrictEqual({ outcome: 'unavailable' })
  })
})

it('reads DNS_SERVERS alone', () => {
  expect(dnsServersIn({})).toStrictEqual([])
  expect(dnsServersIn({ DNS_SERVERS: '', PORT: 'none' })).toStrictEqual([])
  expect(dnsServersIn({ DNS_SERVERS: '192.0.2.1, [2001:db8::1]:53' })).toStrictEqual(['192.0.2.1', '[2001:db8::1]:53'])
  expect(() => dnsServersIn({ DNS_SERVERS: 'dns.example' })).toThrow('Configuration: DNS_SERVERS must be a list')
})
