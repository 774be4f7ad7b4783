import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Address } from '@chancery/verify/ethereum/address'
import { claimDigest } from '@chancery/verify/proof/issuerClaim'
import { CID } from 'multiformats/cid'
import { addressOf } from '../chain/keys/addressOf.ts'
import { signDigest } from '../chain/keys/sign.ts'
import type { Config } from '../core/config.ts'
import { registerWallet } from '../core/wallets.ts'
import { parseDomain } from '../issuers/confirm/domain.ts'
import { issueCertificate } from '../lms/certificates/issue.ts'
import { createCourse } from '../lms/courses/service.ts'
import { createKey } from '../lms/keys/service.ts'
import { findSite, renameSite } from '../lms/sites/service.ts'
import { exampleTemplate } from '../lms/templates/schemas.ts'
import { createUser } from '../lms/users/service.ts'
import { createWebhook } from '../lms/webhooks/service.ts'
import { openDocuments } from '../public/documents/service.ts'
import { publishCertificate } from '../publishing/publish.ts'
import type { RunningServer } from '../server/start.ts'
import { openRenderer } from '../typeset/renderer.ts'
import { requestAttestation } from '../wallet/attestations/service.ts'
import { certificateAdder, createCertificate, type NewCertificate } from '../wallet/certificates/service.ts'
import { claimDomain } from '../wallet/issuers/service.ts'

// The samples have the ids of the examples in the OpenAPI documents, so that /docs works as it is prefilled.
// test/cli/demoDocs.test.ts sends every prefilled request.

/** Wallet, signature and request from BDN's documentation. */
export const documented = {
  address: 'D2BE64317Eb1832309DF8c8C18B09871809f3735',
  signature:
    '0xe646de646dde9cee6875e3845428ce6fc13d41086e8a7f6531d1d526598cc4104122e01c38255d1e1d595710986d193f52e3dbc47cb01cb554d8e4572d6920361c',
  body: {
    institution_title: 'test',
    institution_link: 'http://example.com',
    certificate_title: 'test',
    holder_eth_address: '0xD2BE64317Eb1832309DF8c8C18B09871809f3735',
    score: '',
    duration: '',
    skills: ['Python'],
    ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
  },
}

const institution = 'Open Source University'
const documentedWallet: Address = '0xd2be64317eb1832309df8c8c18b09871809f3735'
const documentedCertificate = 'e0e433e9-477e-43a3-8e23-dfe2686202be'
const otherWallet: Address = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'
/** Key of the wallet that claims a domain. Everyone knows it. */
const issuerKey = `0x${'01'.repeat(32)}` as const

export type Samples = { courseId: number; issuedId: string; certificateId: string }

export async function addSamples(server: RunningServer, config: Config): Promise<Samples> {
  const { db, url } = server
  const site = await findSite(db, undefined, institution)
  const author = { author: { command: 'demo' }, at: new Date(), publicUrl: url }
  await renameSite(db, site.id, institution, author)
  const context = { db, siteId: site.id, ...author }
  const send = senderTo(server)
  await send('PUT', '/templates/diploma', { 'Content-Type': 'image/svg+xml' }, exampleTemplate)
  await send('PUT', '/fonts/acme-sans', { 'Content-Type': 'font/ttf' }, await readFile(sampleFont()))
  await send('PATCH', '/site', { 'Content-Type': 'application/json' }, JSON.stringify({ domain: 'uni.example' }))
  const course = await createCourse(context, { name: 'Advanced Sales Techniques' })
  const issue = async (name: string, email: string, more: { id?: string; ethAddress?: Address } = {}) => {
    const user = await createUser(context, { name, email, roleAlias: 'learner', ...more })
    return issueCertificate(context, course.id, { userId: user.id })
  }
  const toPublish = await issue('John Doe', 'john@example.com', {
    id: '1234567890',
    ethAddress: documentedWallet,
  })
  const { publicId: issuedId } = await issue('Amélie Laurent', 'amelie@example.com')
  await issue('李小龍', 'lee@example.com')
  await createKey(context, { label: 'LMS integration', scopes: ['read', 'issue'] })
  // An event that does not occur, so that the demo sends nothing to a receiver that does not exist.
  await createWebhook(context, { url: 'https://lms.example/hooks', events: ['Issuer/Lapsed'] })
  await addWalletSamples(server, config)
  const renderer = openRenderer()
  const services = {
    ...{ ipfs: server.ipfs, issuerKeys: config.issuerKeys, chainId: config.chainId },
    documents: openDocuments(db, config, renderer),
  }
  const published = await publishCertificate(context, services, toPublish.id, { certificateId: documentedCertificate })
  renderer.close()
  return { courseId: course.id, issuedId, certificateId: published.id }
}

async function addWalletSamples({ db, ipfs, url }: RunningServer, config: Config): Promise<void> {
  const other = await registerWallet(db.prisma, otherWallet)
  const creating = { ipfs, ipfsCheck: 'format' as const, add: certificateAdder(db) }
  const at = new Date()
  const hash = documented.body.ipfs_hash
  const facts: NewCertificate = {
    ...{ holder: otherWallet, holderName: 'Ada Lovelace', grantedTo: 'learner' },
    ...{ institutionTitle: institution, institutionLink: 'http://example.com' },
    ...{ programTitle: 'Computer science', certificateTitle: 'Introduction to Python', courseLink: null },
    ...{ industries: ['E-Learning'], skills: ['Python'], score: 92.5, duration: 40, expirationDate: null },
    ...{ document: { cid: CID.parse(hash), hash }, checksum: null },
  }
  // The documented wallet can confirm this one.
  const certificateId = await createCertificate({ db, wallet: other, at }, creating, facts)
  const request = {
    ...{ verifier: documentedWallet, verifierType: 'academy' as const },
    ...{ certificateId, grantedToType: 'learner' as const },
  }
  await requestAttestation({ db, wallet: other, at }, request, '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')
  await claimSampleDomain(db, config, url)
}

async function claimSampleDomain(
  db: RunningServer['db'],
  { chainId, trustRegistries }: Config,
  publicUrl: string,
): Promise<void> {
  const issuer = addressOf(issuerKey)
  const seconds = Math.floor(Date.now() / 1000)
  const claimed = parseDomain('wallet.example')
  if (!claimed.accepted) throw new Error(claimed.message)
  const { domain } = claimed
  const signature = signDigest(issuerKey, claimDigest(chainId, { domain: domain.name, issuer, at: seconds }))
  const at = new Date(seconds * 1000)
  const wallet = await registerWallet(db.prisma, issuer)
  await claimDomain(
    { db, wallet, at: new Date(), requestId: 'demo', publicUrl, trustRegistries },
    { contracts: null, chainId },
    { domain, name: institution, link: null, at, signature },
  )
}

/** Sends requests to the LMS API, for what needs services of the server. */
function senderTo({ url, bootstrapped }: RunningServer) {
  return async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | Uint8Array<ArrayBuffer>,
  ) => {
    const key = { 'X-API-KEY': bootstrapped?.key ?? '' }
    const answer = await fetch(`${url}/openapi/v1${path}`, { method, headers: { ...key, ...headers }, body })
    if (!answer.ok) throw new Error(`Adding a sample failed: ${await answer.text()}`)
  }
}

/** Returns the path of a font that the server has anyway. */
function sampleFont(): string {
  return createRequire(import.meta.url).resolve(
    '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  )
}
