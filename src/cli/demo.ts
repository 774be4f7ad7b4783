import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { readConfig } from '../core/config.ts'
import { type RunningServer, startServer, stopOnSignal, stopSignals } from '../server/start.ts'
import { startDemoChain } from './demoChain.ts'
import { addSamples, documented, type Samples } from './demoSamples.ts'

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
  const samples = await addSamples(server, config)
  console.log(introduction(server, samples, chain && (await chain.anchor(server.db, config))))
}

/** Variables that the demo reads. It must not touch a deployment's data, chain or money. */
const demoVariables = ['HOST', 'PORT', 'LOG_LEVEL', 'WEBHOOK_ALLOWED_NETWORKS', 'DNS_SERVERS']

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
  API docs    ${url}/docs: "Authorize" with this key, then "Try it out"

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
