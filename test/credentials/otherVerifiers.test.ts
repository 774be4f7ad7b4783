import { randomBytes } from 'node:crypto'
import { bundledContexts } from '@chancery/verify/credential/contexts'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import { verifyCredential } from '@digitalcredentials/verifier-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { secretsBy } from '../../src/database/secrets.ts'
import { compromiseKey, rotateKey } from '../../src/issuers/keys.ts'
import { fetchFrom } from '../support/credentials/fetchFrom.ts'
import { exchangeOf, newLearnerWallet } from '../support/credentials/learnerWallet.ts'
import { credentialIn } from '../support/credentials/offering.ts'
import { contextIn } from '../support/lms/context.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

// Other people's verifiers judge what this server issues.

const secretsKey = randomBytes(32)
type Issuer = { server: TestApp; publicUrl: string; site: TestSite }

/** A server with did:web, and one with did:key, because its URL is not https. */
const issuers: Record<string, Issuer> = {}
beforeAll(async () => {
  for (const [method, given] of Object.entries({ 'did:web': 'https://certs.example.org', 'did:key': undefined })) {
    const server = await startTestApp({ publicUrl: given, secretsKey })
    issuers[method] = { server, publicUrl: given ?? server.url, site: await newSite(server.db) }
  }
  // Their verifiers fetch what this server serves, and nothing else.
  vi.stubGlobal('fetch', async (input: string | URL | Request) => {
    const url = input instanceof Request ? input.url : String(input)
    for (const { server, publicUrl } of Object.values(issuers)) {
      const found = await fetchFrom(server, publicUrl)(url, AbortSignal.timeout(5000))
      const headers = { 'content-type': 'application/json' }
      if (found.outcome === 'found') return new Response(new TextDecoder().decode(found.body), { headers })
    }
    return new Response('', { status: 404 })
  })
})
afterAll(() => {
  vi.unstubAllGlobals()
})

const issuerOf = (method: string): Issuer => issuers[method] ?? expect.fail(`There is no issuer with ${method}.`)

type Badge = Record<string, unknown> & { issuer: { id: string }; credentialSubject: { achievement: { name: string } } }

async function badgeOf({ server }: Issuer, publicId: string): Promise<Badge> {
  const { body } = await server.http.get(`/verify/${publicId}/credential.json`).responseType('blob').expect(200)
  return JSON.parse(body.toString())
}

const changed = (badge: Badge): Badge => {
  const { credentialSubject } = badge
  const achievement = { ...credentialSubject.achievement, name: 'Doctor of Medicine' }
  return { ...badge, credentialSubject: { ...credentialSubject, achievement } }
}

const lms = ({ server, site }: Issuer, method: 'post' | 'patch' | 'delete', path: string, body: object = {}) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body).expect(200)

const keyContext = ({ server, site }: Issuer) => ({
  ...contextIn(server.db, site.id),
  secrets: () => secretsBy(secretsKey),
})

/** Says whether a verifier accepts a badge. */
type Judge = (badge: object) => Promise<boolean>

const suite = new DataIntegrityProof({ cryptosuite })

/** @digitalbazaar/vc, with their own check of status lists. */
const digitalBazaar: Judge = async (badge) => {
  const { verified, statusResult } = await vc.verifyCredential({
    credential: badge,
    suite,
    checkStatus,
    documentLoader,
  })
  return verified && statusResult?.results.every(({ status }) => !status) === true
}

async function documentLoader(url: string) {
  const document = (await bundledContexts()).get(url) ?? (await documentAt(url))
  return { contextUrl: null, documentUrl: url, document, tag: 'static' }
}

async function documentAt(url: string): Promise<unknown> {
  const [did = '', fragment] = url.split('#')
  if (!did.startsWith('did:')) return (await fetch(url)).json()
  const method = { type: 'Multikey', controller: did, publicKeyMultibase: fragment ?? did.slice('did:key:'.length) }
  const document = did.startsWith('did:key:')
    ? { '@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [`${did}#${method.publicKeyMultibase}`] }
    : await documentAt(webUrl(did))
  if (fragment === undefined) return document
  return { '@context': 'https://w3id.org/security/multikey/v1', id: url, ...method }
}

function webUrl(did: string): string {
  const [, , host = '', ...path] = did.split(':')
  return `https://${host}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`
}

/** @digitalcredentials/verifier-core, as wallets and VerifierPlus use it. */
const verifierCore: Judge = async (badge) => {
  // It logs that it cannot fetch its own choice of schema.
  const quiet = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) => spy.mockImplementation(() => {}))
  try {
    const { errors, log } = await verifyCredential({ credential: badge as never, knownDIDRegistries: [] })
    const steps = ['valid_signature', 'expiration', 'revocation_status']
    return !errors && steps.every((id) => log?.some((entry) => entry.id === id && entry.valid === true))
  } finally {
    for (const spy of quiet) spy.mockRestore()
  }
}

describe.each(['did:web', 'did:key'])('an Open Badge by %s', (method) => {
  describe.each([
    ['@digitalbazaar/vc', digitalBazaar],
    ['@digitalcredentials/verifier-core', verifierCore],
  ])('in %s', (_, accepts) => {
    it('is valid until it is revoked', async () => {
      const issuer = issuerOf(method)
      const { id, publicId } = await issueStating(issuer.server, issuer.site.id, { expiresAt: new Date('2040-01-01') })
      const badge = await badgeOf(issuer, publicId)
      expect(badge.issuer.id.startsWith(`${method}:`)).toBe(true)
      expect(await accepts(badge)).toBe(true)
      await lms(issuer, 'post', `/certificates/${id}/revoke`, { reason: 'A mistake.' })
      expect(await accepts(badge)).toBe(false)
    })

    it('is valid in the wallet that took it, until it is revoked', async () => {
      const issuer = issuerOf(method)
      const { id, publicId } = await issueStating(issuer.server, issuer.site.id)
      const { headers } = await issuer.server.http.post(`/verify/${publicId}/offers`).expect(303)
      const badge = credentialIn(await exchangeOf(issuer.server, headers.location ?? '').take(await newLearnerWallet()))
      expect(await accepts(badge)).toBe(true)
      await lms(issuer, 'post', `/certificates/${id}/revoke`, { reason: 'A mistake.' })
      expect(await accepts(badge)).toBe(false)
    })

    it('is refused with another name', async () => {
      const issuer = issuerOf(method)
      const badge = await badgeOf(issuer, (await issueStating(issuer.server, issuer.site.id)).publicId)
      expect(await accepts(changed(badge))).toBe(false)
    })

    it('is refused after the expiry was shortened, and its replacement is accepted', async () => {
      const issuer = issuerOf(method)
      const { id, publicId } = await issueStating(issuer.server, issuer.site.id, { expiresAt: new Date('2040-01-01') })
      const old = await badgeOf(issuer, publicId)
      await lms(issuer, 'patch', `/certificates/${id}`, { expiresAt: 2_000_000_000 })
      expect(await accepts(old)).toBe(false)
      expect(await accepts(await badgeOf(issuer, publicId))).toBe(true)
    })
  })
})

describe.each([
  ['@digitalbazaar/vc', digitalBazaar],
  ['@digitalcredentials/verifier-core', verifierCore],
])('a rotation of a did:web in %s', (_, accepts) => {
  // Verifiers cache DID documents, so each test has a site of its own.
  const newIssuer = async (): Promise<Issuer> => {
    const issuer = issuerOf('did:web')
    return { ...issuer, site: await newSite(issuer.server.db) }
  }

  it('keeps old badges valid', async () => {
    const issuer = await newIssuer()
    const badge = await badgeOf(issuer, (await issueStating(issuer.server, issuer.site.id)).publicId)
    await rotateKey(keyContext(issuer))
    expect(await accepts(badge)).toBe(true)
  })

  it('refuses those of a compromised key, and accepts those that are signed anew', async () => {
    const issuer = await newIssuer()
    const { publicId } = await issueStating(issuer.server, issuer.site.id)
    const badge = await badgeOf(issuer, publicId)
    await compromiseKey(keyContext(issuer))
    expect(await accepts(badge)).toBe(false)
    expect(await accepts(await badgeOf(issuer, publicId))).toBe(true)
  })
})

it('Open Badges are at random places of their list', async () => {
  const { server } = issuerOf('did:web')
  const rows = await server.db.prisma.credential.findMany({ orderBy: { id: 'asc' }, select: { index: true } })
  const steps = rows.slice(1).map(({ index }, at) => index - (rows[at]?.index ?? 0))
  expect(steps.length).toBeGreaterThan(10)
  expect(new Set(steps).size).toBeGreaterThan(steps.length / 2)
  expect(Math.max(...rows.map(({ index }) => index))).toBeGreaterThan(65_536)
})
