import { execFile, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { keccak } from '@chancery/verify/ethereum/keccak'
import { digestOf, leafOfBundled, readBundle } from '@chancery/verify/proof/bundle'
import { factNames } from '@chancery/verify/proof/facts'
import { toHex } from '@chancery/verify/proof/hex'
import { en } from '@chancery/verify/texts/en'
import { TypedDataEncoder } from 'ethers/hash'
import { Wallet } from 'ethers/wallet'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { recoverFastest } from '../../src/chain/keys/recover.ts'
import { verify as verifyIndependently } from '../packages/verify/independent/verify.mjs'
import { freshDatabase } from '../support/database/database.ts'
import { linksTo } from '../support/lms/links.ts'
import { bundledFile } from '../support/public/bundles.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { signIn } from '../support/wallet/sessions.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

// Runs the examples of README.md and docs/ as a reader would.

const run = promisify(execFile)

/** Inside the project, so that the examples find ethers and viem. */
const folder = fileURLToPath(new URL('../../node_modules/.docs-test', import.meta.url))

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
  const text = await readFile(new URL('../../docs/wallet-authors.md', import.meta.url), 'utf8')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [, example = '', name = ''] of text.matchAll(/```\w+\n((?:\/\/|#) (\w+\.\w+)\b[\s\S]*?)```/g)) {
    await writeFile(join(folder, name), example)
  }
  return () => rm(folder, { recursive: true, force: true })
})

/** Fields of a response that created a wallet certificate. */
const createdOn = (url: string) => ({
  certificate_pk: expect.stringMatching(/^[0-9a-f-]{36}$/),
  verification_url: expect.stringMatching(new RegExp(`^${url}/verify/[0-9a-f-]{36}$`)),
})

describe('docs/wallet-authors.md', () => {
  it('has an ethers example that signs in and signs a request', async () => {
    const { privateKey } = Wallet.createRandom()
    const { stdout } = await run('node', ['ethers.mjs', server.url, privateKey], { cwd: folder })
    expect(stdout).toMatch(
      /^issued: \[\]\ncreated: \{\s*status: 'ok',\s*certificate_pk: '([0-9a-f-]{36})',\s*verification_url: '\S+\/verify\/\1'\s*\}\n$/,
    )
  })

  it('has an example that uploads a file with a signed request', async () => {
    const { privateKey } = newWallet()
    const { stdout } = await run('node', ['upload.mjs', server.url, privateKey], { cwd: folder })
    expect(stdout).toMatch(/^uploaded: \{[^}]*ipfs_hash: '\w+'/)
  })

  it('has a viem example that signs in and signs a request', async () => {
    const { privateKey, address } = newWallet()
    const { stdout } = await run('node', ['viem.mjs', server.url, privateKey], { cwd: folder })
    expect(stdout).toBe(`signed in: ${address}\nissued: []\n`)
  })

  it('describes the typed data that viem signs to issue and to revoke', async () => {
    const issuer = newWallet()
    const account = privateKeyToAccount(issuer.privateKey as `0x${string}`)
    const post = async (path: string, body: object) =>
      (await server.http.post(`/api/v1/certificates/${path}`).set(issuer.headers).send(body).expect(200)).body
    const facts = { ...documented.body, holder_eth_address: issuer.address }
    const { typed_data, ...identity } = await post('typed_data/', facts)
    const signed = { ...facts, ...identity, issuer_signature: await account.signTypedData(typed_data) }
    const { certificate_pk: certificate } = await post('', signed)
    const message = { certificate, reason: 'A mistake.', revokedAt: BigInt(Math.floor(Date.now() / 1000)) }
    const fields = { certificate: 'string', reason: 'string', revokedAt: 'uint256' }
    const revocation = { Revocation: Object.entries(fields).map(([name, type]) => ({ name, type })) }
    const issuer_signature = await account.signTypedData({
      ...{ domain: typed_data.domain, types: revocation, primaryType: 'Revocation', message },
    })
    const { reason, revokedAt } = message
    await post(`${certificate}/revoke/`, { reason, revoked_at: Number(revokedAt), issuer_signature })
  })

  it('has an ethers example that issues with a signature, and revokes', async () => {
    const { privateKey } = Wallet.createRandom()
    const { stdout } = await run('node', ['issue.mjs', server.url, privateKey], { cwd: folder })
    const [, id] = /certificate_pk: '([0-9a-f-]{36})'/.exec(stdout) ?? []
    expect(stdout).toMatch(/revoked: \{ status: 'ok' \}\n$/)
    const { body } = await server.http.get(`/verify/${id}.json`).expect(200)
    expect(body.checks).toContainEqual(expect.objectContaining({ code: 'issuer.signed' }))
    expect(body.certificate.revocationReason).toBe('Issued to the wrong person.')
  })

  it('has a curl example that issues with a signature', async () => {
    const wallet = newWallet()
    const { Authorization } = await signIn(server, wallet)
    const env = { ...process.env, SERVER: server.url, KEY: wallet.privateKey, TOKEN: Authorization.split(' ')[1] }
    const { stdout } = await run('bash', ['issue.sh'], { cwd: folder, env })
    expect(JSON.parse(stdout)).toStrictEqual({ status: 'ok', ...createdOn(server.url) })
  })

  it('has a curl example that signs a request', async () => {
    const env = { ...process.env, SERVER: server.url, KEY: Wallet.createRandom().privateKey }
    const { stdout } = await run('bash', ['curl.sh'], { cwd: folder, env })
    const [none, created] = [stdout.slice(0, 2), stdout.slice(2)]
    expect([none, JSON.parse(created)]).toStrictEqual(['[]', { status: 'ok', ...createdOn(server.url) }])
  })
})

describe('README.md', () => {
  it('has examples for the LMS API, the wallet API and verification', async () => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
    expect(blocks).toHaveLength(4)
    const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '')

    const fresh = await freshDatabase()
    onTestFinished(() => fresh.dispose())
    const server = await startMain(variablesOf(fresh))
    const [key = ''] = await server.prints(/chk_\w+/)
    const folder = fileURLToPath(new URL('../../node_modules/.readme-test', import.meta.url))
    await mkdir(folder, { recursive: true })
    onTestFinished(async () => {
      server.kill('SIGTERM')
      await server.ended
      await rm(folder, { recursive: true, force: true })
    })
    const bundles = await readFile(new URL('../../docs/bundle.md', import.meta.url), 'utf8')
    await writeFile(join(folder, 'bundle.json'), /```json\n([\s\S]*?)```/.exec(bundles)?.[1] ?? '')

    const runBlock = async (block = '') => {
      const script = block.replaceAll('http://127.0.0.1:3000', server.url).replace('chk_…', key)
      return (await run('bash', ['-ec', script], { cwd: folder })).stdout
    }
    const [lms, create, check, offline] = blocks
    const issued = JSON.parse((await runBlock(lms)).trim().split('\n').at(-1) ?? '')
    expect(issued).toMatchObject({ id: 1, courseName: 'Advanced Sales Techniques', achievedAt: 1_234_567_890 })
    expect(issued.imageUrl).toContain('/images/')
    const created = JSON.parse(await runBlock(create))
    expect(created).toStrictEqual({ ...sample, ...createdOn(server.url) })
    const { verdict, checks } = JSON.parse(await runBlock(check))
    expect(verdict).toBe('issuer_not_confirmed')
    expect(checks).toContainEqual(expect.objectContaining({ check: 'record', outcome: 'passed' }))
    expect(await runBlock(offline)).toMatch(
      /^bundle\.json: Issued by 0x19e7e376\w+, the issuer that you named\. Unchanged and not revoked\.\n/,
    )
  }, 120_000)
})

describe('docs/getting-started-lms.md', () => {
  it('has an example from an empty server to issued certificates and a verified webhook', async () => {
    const text = await readFile(new URL('../../docs/getting-started-lms.md', import.meta.url), 'utf8')
    const part = /## From an empty server to a verified webhook\n([\s\S]*?)\n## /.exec(text)?.[1] ?? ''
    const [receiver = '', lines = ''] = [...part.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
    const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(part)?.[1]?.replace(/,\s*…/, '') ?? '')
    const [command = '', allowed] = /^WEBHOOK_ALLOWED_NETWORKS=(\S+) npm start.*\n/m.exec(receiver) ?? []
    expect(lines.trimEnd().split('\n')).toHaveLength(10)

    const fresh = await freshDatabase()
    onTestFinished(() => fresh.dispose())
    const server = await startMain({ ...variablesOf(fresh), WEBHOOK_ALLOWED_NETWORKS: allowed })
    const [key = ''] = await server.prints(/chk_\w+/)
    const script = (receiver.replace(command, '') + lines)
      .replaceAll('http://127.0.0.1:3000', server.url)
      .replaceAll('4000', String(await freePort()))
      .replace('chk_…', key)
    const folder = fileURLToPath(new URL('../../node_modules/.lms-test', import.meta.url))
    await mkdir(folder, { recursive: true })
    // In its own process group, together with the receiver that it leaves running.
    const shell = spawn('bash', ['-c', script], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(async () => {
      process.kill(-(shell.pid ?? expect.fail('It did not start.')))
      server.kill('SIGTERM')
      await server.ended
      await rm(folder, { recursive: true, force: true })
    })
    let output = ''
    shell.stdout.setEncoding('utf8').on('data', (some) => {
      output += some
    })
    const printed = () => output.split('\n').slice(0, -1)
    const received = () =>
      printed()
        .filter((line) => line.startsWith('Certificate/Issued'))
        .sort()
    await vi.waitFor(
      () =>
        expect(received()).toStrictEqual([
          'Certificate/Issued to amelie@example.com',
          'Certificate/Issued to john@example.com',
        ]),
      { timeout: 60_000, interval: 100 },
    )
    // The webhook may arrive before the list, which is requested last.
    const list = await vi.waitUntil(() => printed().find((line) => line.includes('"totalCount"')), { timeout: 60_000 })
    const last = JSON.parse(list)
    const [example] = sample.certificates
    const links = linksTo('http://127.0.0.1:3000', example.publicId)
    expect(example).toMatchObject({ ...links, imageUrl: links.pictureUrl })
    const own = linksTo(server.url, last.certificates[0].publicId)
    expect(last.certificates[0]).toStrictEqual({ ...example, ...own, imageUrl: own.pictureUrl })
    expect(last.certificates[1]).toMatchObject({ achievedAt: 1_777_593_600, user: { name: 'Amélie Laurent' } })
    expect(last.totalCount).toBe(sample.totalCount)
  }, 120_000)
})

describe('docs/getting-started-wallet.md', () => {
  it("has BDN's documented request", async () => {
    const text = await readFile(new URL('../../docs/getting-started-wallet.md', import.meta.url), 'utf8')
    const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(text) ?? []
    const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
    const { stdout } = await run('bash', ['-ec', block.replace('http://127.0.0.1:3000', server.url)])
    expect(JSON.parse(stdout)).toStrictEqual({ ...sample, ...createdOn(server.url) })
  })
})

describe('docs/issuers.md', () => {
  it('has an example that sets the domain of a site and gets its DNS record', async () => {
    const text = await readFile(new URL('../../docs/issuers.md', import.meta.url), 'utf8')
    const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(text) ?? []
    const sample = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
    const issuers = await startTestApp({ publicUrl: 'https://certs.example' })
    const { key } = await newSite(issuers.db)
    const script = lines.replace('http://127.0.0.1:3000', issuers.url).replace('chk_…', key)
    const { stdout } = await run('bash', ['-ec', script])
    const [site, record] = stdout.trim().split('\n')
    expect(JSON.parse(site ?? '')).toMatchObject({ domain: 'uni.example' })
    expect(JSON.parse(record ?? '')).toStrictEqual(sample)
  })
})

describe('docs/bundle.md', () => {
  const read = async () => {
    const text = await readFile(new URL('../../docs/bundle.md', import.meta.url), 'utf8')
    const bundle = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
    const documentedValue = (what: string) => text.match(new RegExp(`^\\| ${what} \\| \`(\\w+)\` \\|$`, 'm'))?.[1]
    return { text, bundle, documentedValue }
  }

  it('has a bundle that both verifiers accept, with its file', async () => {
    const { bundle } = await read()
    const checksum = hash('sha256', bundledFile)
    const expectedIssuer = '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'
    const ports = { now: new Date(), recoverPublicKey: recoverFastest, file: checksum, expectedIssuer }
    const { verdict, results } = await verifyBundle(readBundle(bundle), ports, en)
    expect(verdict).toBe('valid')
    expect(results.find(({ check }) => check === 'file')?.outcome).toBe('passed')
    expect(await verifyIndependently(bundle, bundledFile, new Date(), null, expectedIssuer)).toBe('valid')
  })

  it('has the right intermediate values', async () => {
    const { bundle: text, documentedValue } = await read()
    const bundle = readBundle(text)
    const leaves = bundle.certificate.facts.map(leafOfBundled)
    expect({
      title: documentedValue('leaf of `certificate_title`'),
      achieved: documentedValue('leaf of `achieved_at`'),
      leaves: documentedValue('hash of all leaves'),
      domain: documentedValue('domain separator'),
      digest: documentedValue('digest'),
      file: documentedValue('SHA-256 of the file'),
    }).toStrictEqual({
      title: toHex(leaves[1] ?? new Uint8Array()),
      achieved: toHex(leaves[4] ?? new Uint8Array()),
      leaves: toHex(keccak(Buffer.concat(leaves))),
      domain: TypedDataEncoder.hashDomain(bundle.domain),
      digest: toHex(digestOf(bundle)),
      file: hash('sha256', bundledFile),
    })
  })

  it('names every fact', async () => {
    const { text } = await read()
    for (const name of factNames) expect(text).toContain(`\`${name}\``)
  })
})
