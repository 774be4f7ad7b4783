import { randomBytes } from 'node:crypto'
import { verify } from '@chancery/verify'
import { checkProof } from '@chancery/verify/browser'
import type { Look } from '@chancery/verify/checks/look'
import type { Verdict } from '@chancery/verify/checks/runChecks'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { issuerConfirmer } from '../../src/cli/confirmIssuer.ts'
import { secretsOpener } from '../../src/core/secrets.ts'
import { registerWallet } from '../../src/core/wallets.ts'
import { blockIssuer } from '../../src/issuers/administer.ts'
import { confirmIssuer } from '../../src/issuers/confirmIssuer.ts'
import { announceConfirmation } from '../../src/lms/sites/confirmationEvents.ts'
import { verify as verifyIndependently } from '../packages/verify/independent/verify.mjs'
import { didDocument } from '../support/issuers/didDocuments.ts'
import { type DnsServer, startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { type HttpsServer, startHttpsServer } from '../support/issuers/httpsServer.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'
import { createSigned } from '../support/wallet/signedCertificates.ts'
import { newWallet, type TestWallet } from '../support/wallet/wallets.ts'

// One certificate, judged in all places. On the server's own pages its stored lookups and its operator count. All other
// places know only the bundle, and the lookups that a reader makes.

const publicUrl = 'https://certs.example'
const registry = 'https://registry.example/list.json'
const secretsKey = new Uint8Array(randomBytes(32))
const hours = (count: number) => new Date(Date.now() + count * 3_600_000)

let server: TestApp
let dns: DnsServer
let web: HttpsServer
let wallet: TestWallet
const issuerKeys = new Map<number, `0x${string}`>()

beforeAll(async () => {
  dns = await startDnsServer()
  web = await startHttpsServer({ names: ['uni.example'] })
  server = await startTestApp({
    publicUrl,
    secretsKey,
    issuerKeys,
    dnsServers: [dns.address],
    trustRegistries: [registry],
  })
})
beforeEach(() => {
  wallet = newWallet()
  server.setNow(null)
  dns.answer(() => 'NXDOMAIN')
  web.answer(404)
})

const didWeb = () => ({ allowed: ['127.0.0.1'], ca: web.ca, port: web.port })
const naming = (did: string) =>
  zone({ 'uni.example': { A: ['127.0.0.1'], TXT: [`openatts a=dns-did; p=${did}; v=1.0;`] } })
const byDns = () => dns.answer(naming(`did:ethr:${wallet.address}#controller`))
const withoutRecord = () => dns.answer(zone({ 'uni.example': { A: ['127.0.0.1'], TXT: ['v=spf1 -all'] } }))

/** Publishes a DID document with the wallet's account at a path of uni.example. */
function byDidWeb(did: string, path: string): void {
  withoutRecord()
  const account = {
    ...{ id: `${did}#account`, type: 'EcdsaSecp256k1RecoveryMethod2020', controller: did },
    blockchainAccountId: `eip155:1:${wallet.address}`,
  }
  const document = JSON.stringify(didDocument(did, {}, { verificationMethod: [], assertionMethod: [account] }))
  web.answer(({ url }, response) => {
    response.writeHead(url === path ? 200 : 404).end(document)
  })
}

async function claim(): Promise<void> {
  const domain = 'uni.example'
  const typed = await server.http.post('/api/v1/issuers/typed_data/').set(wallet.headers).send({ domain }).expect(200)
  const { at, typed_data } = typed.body
  const body = { domain, at, issuer_signature: wallet.signTypedData(typed_data) }
  await server.http.post('/api/v1/issuers/').set(wallet.headers).send(body).expect(200)
}

async function lookUpAt(at: Date): Promise<void> {
  const { id } = await server.db.prisma.issuer.findFirstOrThrow({ where: { wallet: { address: wallet.address } } })
  const secrets = secretsOpener({ secretsKey, dataDir: server.dataDir, databaseUrl: 'postgresql:' })
  const context = { db: server.db, at, secrets, publicUrl, issuerKeys, chainId: 1, author: { command: 'test' } }
  const lookups = { dnsServers: [dns.address], trustRegistries: [], didWeb: didWeb() }
  await confirmIssuer({ ...context, ...lookups, announce: announceConfirmation }, id)
}

/** Claims the domain and looks it up now. */
async function claimed(evidence: () => void): Promise<void> {
  evidence()
  await claim()
  await lookUpAt(hours(0))
}

async function listedInRegistry(): Promise<void> {
  const { id: walletId } = await registerWallet(server.db.prisma, wallet.address as `0x${string}`) // The wallet's address is one.
  const names = { registryName: 'Ministry of Education', listedName: 'test' }
  const state = { claimedAt: hours(-1), confirmedAt: hours(-1), lastSeenAt: hours(-1) }
  const listed = { way: 'registry' as const, source: registry, ...names, ...state }
  await server.db.prisma.issuer.create({ data: { walletId, confirmations: { create: listed } } })
}

/** Publishes a certificate of a site; returns its id in the wallet API. */
async function publishBySite(): Promise<string> {
  const site = await newSite(server.db)
  issuerKeys.set(site.id, wallet.privateKey as `0x${string}`) // ethers writes keys so.
  const { id } = await issueStating(server, site.id)
  await server.db.prisma.user.updateMany({ where: { siteId: site.id }, data: { ethAddress: newWallet().address } })
  const publishing = server.http.post(`/openapi/v1/certificates/${id}/publish`).set('X-API-KEY', site.key)
  return (await publishing.expect(200)).body.certificateId
}

type Row = {
  issuer: string
  /** Returns the id of a certificate, if it makes one. */
  arrange: () => Promise<unknown>
  page: Verdict
  /** `chancery verify --online`. */
  online: Verdict
}

const table: Row[] = [
  { issuer: 'nobody', arrange: async () => {}, page: 'issuer_not_confirmed', online: 'issuer_not_confirmed' },
  { issuer: 'a domain by DNS', arrange: () => claimed(byDns), page: 'valid', online: 'valid' },
  {
    issuer: 'a domain by did.json',
    arrange: () => claimed(() => byDidWeb('did:web:uni.example', '/.well-known/did.json')),
    ...{ page: 'valid', online: 'valid' },
  },
  {
    issuer: 'a did:web with a path, which its host may give to anyone',
    arrange: () => claimed(() => byDidWeb('did:web:uni.example:user', '/user/did.json')),
    ...{ page: 'issuer_not_confirmed', online: 'issuer_not_confirmed' },
  },
  {
    issuer: 'the operator, who counts on own pages only',
    arrange: publishBySite,
    ...{ page: 'valid', online: 'issuer_not_confirmed' },
  },
  {
    issuer: 'a registry, which readers of a bundle do not know',
    arrange: listedInRegistry,
    ...{ page: 'valid', online: 'issuer_not_confirmed' },
  },
  {
    issuer: 'a domain until the record was removed',
    arrange: async () => {
      await claimed(byDns)
      withoutRecord()
      for (const hour of [1, 2]) await lookUpAt(hours(hour))
    },
    ...{ page: 'issuer_not_confirmed', online: 'issuer_not_confirmed' },
  },
  {
    issuer: 'a domain whose DNS server has not answered for eight days',
    arrange: async () => {
      await claimed(byDns)
      dns.answer(() => 'SERVFAIL')
      await lookUpAt(hours(24 * 8))
      server.setNow(hours(24 * 8))
    },
    ...{ page: 'not_checked', online: 'not_checked' },
  },
  {
    issuer: 'a domain, but the operator of this server blocked it',
    arrange: async () => {
      await claimed(byDns)
      const context = { author: { command: 'test' }, at: new Date() }
      await blockIssuer(server.db, { address: wallet.address as `0x${string}` }, true, context) // As above.
    },
    ...{ page: 'issuer_not_confirmed', online: 'valid' },
  },
]

it.each(table)('an issuer that is confirmed by $issuer', async ({ arrange, page, online }) => {
  const published = await arrange()
  const id = typeof published === 'string' ? published : await createSigned(server, wallet, newWallet())
  const shown = await server.http.get(`/verify/${id}.json`).expect(200)
  expect(shown.body.verdict).toBe(page)
  const html = await server.http.get(`/verify/${id}`).set('Accept', 'text/html').expect(200)
  expect(html.text).toContain(`<section class="verdict ${looks[page]}"`)

  // Readers have the real time, and reject a bundle from the future.
  server.setNow(null)
  const { text } = await server.http.get(`/verify/${id}/bundle.json`).expect(200)
  const confirm = issuerConfirmer({ servers: [dns.address], didWeb: didWeb() })
  expect((await verify(text, { confirmIssuer: confirm })).verdict).toBe(online)
  // Offline nothing shows who owns a key, except that the reader knows its address.
  expect((await verify(text)).verdict).toBe('issuer_not_confirmed')
  expect((await verify(text, { issuer: wallet.address })).verdict).toBe('valid')
  expect((await verify(text, { issuer: newWallet().address })).verdict).toBe('issuer_not_confirmed')
  expect((await checkProof(text, 'en')).outcome).toBe('warning')
  expect(await verifyIndependently(text)).toBe('issuer_not_confirmed')
  expect(await verifyIndependently(text, null, new Date(), null, wallet.address)).toBe('valid')
})

const looks: Record<Verdict, Look> = {
  valid: 'passed',
  issuer_not_confirmed: 'warning',
  not_valid: 'failed',
  not_checked: 'unknown',
}
