import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address } from '@chancery/verify/ethereum/address'
import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { issueCertificate } from '../lms/certificates/issue.ts'
import { createCourse } from '../lms/courses/service.ts'
import { findSite, renameSite } from '../lms/sites/service.ts'
import { createUser } from '../lms/users/service.ts'
import { type RunningServer, startServer, stopOnSignal, stopSignals } from '../server/start.ts'
import { startDemoChain } from './demoChain.ts'

export function demoCommand(): Command {
  return new Command('demo').action(runDemo)
}

async function runDemo(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chancery-demo-'))
  // Retries, because a starting database may still add files.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const giveUp = () => process.exit(1)
  for (const signal of stopSignals) process.on(signal, giveUp)
  console.log('Starting a temporary server. Creating its database takes a few seconds …')
  const set = Object.fromEntries(demoVariables.map((name) => [name, process.env[name]]))
  const read = readConfig({ ...set, LOG_LEVEL: set.LOG_LEVEL || 'warn', PORT: set.PORT || '0' })
  // A random key for the first site, which is created next.
  const issuerKeys = new Map([[1, `0x${randomBytes(32).toString('hex')}` as const]])
  const chain = await startDemoChain()
  const config = { ...read, ...chain?.settings, dataDir, issuerKeys }
  const server = await startServer(config, { jobs: true })
  for (const signal of stopSignals) process.off(signal, giveUp)
  stopOnSignal(Promise.resolve(server))
  const samples = await addSamples(server)
  console.log(introduction(server, samples, chain && (await chain.anchor(server.db, config))))
}

/** Variables that the demo reads. It must not touch a deployment's data, chain or money. */
const demoVariables = ['HOST', 'PORT', 'LOG_LEVEL', 'WEBHOOK_ALLOWED_NETWORKS', 'DNS_SERVERS']

/** Wallet, signature and request from BDN's documentation. */
const documented = {
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

type Samples = { courseId: number; issuedId: string; certificateId: string }

async function addSamples(server: RunningServer): Promise<Samples> {
  const { db, url } = server
  const site = await findSite(db, undefined, institution)
  const author = { author: { command: 'demo' }, at: new Date(), publicUrl: url }
  await renameSite(db, site.id, institution, author)
  const context = { db, siteId: site.id, ...author }
  const course = await createCourse(context, { name: 'Advanced Sales Techniques' })
  const issue = async (name: string, email: string, ethAddress?: Address) => {
    const user = await createUser(context, { name, email, roleAlias: 'learner', ethAddress })
    return issueCertificate(context, course.id, { userId: user.id })
  }
  const toPublish = await issue('John Doe', 'john@example.com', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a')
  const { publicId: issuedId } = await issue('Amélie Laurent', 'amelie@example.com')
  await issue('李小龍', 'lee@example.com')
  return { courseId: course.id, issuedId, certificateId: await publish(server, toPublish.id) }
}

/** Publishes through the LMS API. Returns the id of the wallet certificate. */
async function publish({ url, bootstrapped }: RunningServer, id: number): Promise<string> {
  const headers = { 'X-API-KEY': bootstrapped?.key ?? '' }
  const answer = await fetch(`${url}/openapi/v1/certificates/${id}/publish`, { method: 'POST', headers })
  if (!answer.ok) throw new Error(`Publishing a sample failed: ${await answer.text()}`)
  const { certificateId } = (await answer.json()) as { certificateId: string }
  return certificateId
}

function introduction(
  { url, bootstrapped }: RunningServer,
  { courseId, issuedId, certificateId }: Samples,
  transaction: string | null,
): string {
  const anchored = transaction ? `\n\nThe second one is anchored on a local chain, in transaction\n${transaction}.` : ''
  return `
Chancery is running on ${url}
Press Ctrl-C to stop it and delete its data.

  API key     ${bootstrapped?.key}
  API docs    ${url}/docs

Verify certificates in a browser: one of the LMS API, and one published to a wallet:

  ${url}/verify/${issuedId}
  ${url}/verify/${certificateId}${anchored}

Read a certificate as an Open Badge, for wallets and other verifiers: docs/credentials.md

  ${url}/verify/${issuedId}/credential.json

Let a domain confirm the institution: docs/issuers.md

List the certificates of a course, as an LMS:

  curl -H 'X-API-KEY: ${bootstrapped?.key}' ${url}/openapi/v1/courses/${courseId}/certificates

Read a certificate, without credentials:

  curl ${url}/api/v1/certificates/${certificateId}/

Create a certificate, signed by a wallet:

  curl -X POST ${url}/api/v1/certificates/ \\
    -H 'Auth-Eth-Address: ${documented.address}' \\
    -H 'Auth-Signature: ${documented.signature}' \\
    -H 'Content-Type: application/json' \\
    -d '${JSON.stringify(documented.body)}'
`
}
