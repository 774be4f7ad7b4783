import { execFile, spawn } from 'node:child_process'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { newSecret, sendWebhook } from '../../../src/lms/webhooks/send.ts'
import { newFolder } from '../../support/files/folders.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

// @chancery/client as its users get it: packed, and installed into an empty folder.

// npm and the compiler take a while.
vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

let folder: string
let packed: string[]
let server: TestApp
let key: string
beforeAll(async () => {
  ;[folder, server] = await Promise.all([newFolder(), startTestApp()])
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'packages/client'),
  })
  const [{ filename, files }] = JSON.parse(stdout)
  packed = files.map(({ path }: { path: string }) => path)
  await write('package.json', '{ "private": true, "type": "module" }')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder })
  key = (await newSite(server.db)).key
  for (const name of ['ethers', 'viem']) {
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
  for (const file of [join(folder, 'node_modules/@chancery/client/README.md'), join(root, 'docs/client.md')]) {
    const page = (await readFile(file, 'utf8')).replaceAll('http://127.0.0.1:3000', server.url)
    for (const [, code = '', name = ''] of page.matchAll(/```js\n(\/\/ (\w+\.m?js)[\s\S]*?)```/g))
      await write(name, code)
  }
})

async function write(name: string, content: string): Promise<void> {
  await writeFile(join(folder, name), content)
}

describe('@chancery/client, packed and installed', () => {
  it('contains compiled modules with their types, and nothing else', async () => {
    const others = packed.filter((path) => !/^dist\/[\w/]+\.(js|d\.ts)$/.test(path))
    expect(others.toSorted()).toStrictEqual(['LICENSE', 'README.md', 'package.json'])
    for (const path of packed) {
      const content = await readFile(join(folder, 'node_modules/@chancery/client', path), 'utf8')
      expect(content, path).not.toContain(root)
    }
    const { packages } = JSON.parse(await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
    const installed = Object.keys(packages).map((path) => path.replace('node_modules/', ''))
    expect(installed.toSorted()).toStrictEqual([
      ...['@chancery/client', '@noble/hashes', 'openapi-fetch', 'openapi-typescript-helpers'],
    ])
  })

  it('has at most 15 kB for browsers, and needs no Node built-ins', async () => {
    const { outputFiles, warnings } = await build({
      ...{ absWorkingDir: folder, stdin: { contents: "export * from '@chancery/client'", resolveDir: folder } },
      ...{ bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' },
    })
    expect(warnings).toStrictEqual([])
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(15_000)
  })

  it('has examples that issue, list and read certificates', async () => {
    const issued = await example('issue.mjs', { KEY: key })
    const [, url = ''] = /^issued: (\S+)$/m.exec(issued) ?? []
    expect(issued).toMatch(/^1 issued http\S+\n2 invalid \{ email: \[ .*\] \}\nJohn Doe \S+\nAmélie Laurent \S+\n$/m)
    const lists = await example('lists.mjs', { KEY: key })
    expect(lists).toMatch(/^certificates: 0\nlearner undefined\n$/m)
    expect(lists).toMatch(/^certificates: 0\nlearner undefined\n$/m)
    expect(await example('errors.mjs', { KEY: key })).toMatch(/^input\.invalid \{ name: \[ .+ \] \}\n$/)
    expect(await example('read.mjs', {}, url)).toBe('valid Course Completion Certificate\n')
  })

  it('has an example that receives webhooks', async () => {
    const port = await freePort()
    await write('receiver.mjs', (await readFile(join(folder, 'receiver.mjs'), 'utf8')).replace('4000', String(port)))
    const secret = newSecret()
    const receiver = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env: { ...process.env, SECRET: secret } })
    onTestFinished(() => void receiver.kill())
    const certificate = { user: { email: 'john@example.com' } }
    const body = JSON.stringify({ occuredAt: 1, type: 'Certificate/Issued', body: { certificate } })
    const message = { id: 'event_1', url: `http://127.0.0.1:${port}`, secret, body }
    const send = (more = {}) => sendWebhook({ ...message, ...more }, { allowed: ['127.0.0.1'] })
    await vi.waitFor(async () => expect(await send()).toStrictEqual({ delivered: true, status: 204 }), 20_000)
    expect(await send({ secret: newSecret() })).toMatchObject({ delivered: false, status: 401 })
    receiver.kill()
    expect(await text(receiver.stdout)).toBe('issued to john@example.com\n')
  })

  it('has examples that sign with ethers and viem', async () => {
    const created = await example('wallet.mjs', { PRIVATE_KEY: newWallet().privateKey })
    expect(created).toMatch(/^created: \S+\/verify\/\S+\n$/)
    const claimed = await example('viem.mjs', { PRIVATE_KEY: newWallet().privateKey })
    expect(claimed).toMatch(/^signed in until \S+\npublish in the DNS: openatts a=dns-did; .*\n$/)
  })

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
  ])('has types for strict TypeScript with moduleResolution $moduleResolution', async (compilerOptions) => {
    const consumer = `
      import { Chancery, ChanceryError, readCertificate, WalletClient, webhooks } from '@chancery/client'
      import type { BatchEntry, Certificate, Course, Eip1193Provider, ListedCertificate, NewWalletCertificate, WebhookEvent } from '@chancery/client'

      const chancery = new Chancery({ baseUrl: 'https://certificates.example', apiKey: 'chk_…', retry: { attempts: 2 } })
      const course: Course = await chancery.courses.create({ name: 'Python', isDraft: false })
      const certificate: Certificate = await chancery.courses.certificates.issue(course.id, { userId: '1', achievedAt: '2026-05-01' })
      const expiry: number | undefined = certificate.expiresAt
      async function* roster(): AsyncGenerator<BatchEntry> { yield { email: 'ada@example.com' } }
      for await (const { entry, status } of chancery.courses.certificates.issueMany(course.id, roster())) console.log(entry, status === 'issued')
      const listed: ListedCertificate[] = []
      for await (const one of chancery.courses.certificates.list('ext:301', { signal: AbortSignal.timeout(1) })) listed.push(one)
      const { data, error } = await chancery.raw.GET('/openapi/v1/keys', { params: { query: { limit: 10 } } })
      console.log(data?.keys[0]?.prefix, error?.message, expiry)

      declare const ethereum: Eip1193Provider
      const wallet = new WalletClient({ baseUrl: 'https://certificates.example', signer: ethereum })
      const content: NewWalletCertificate = { institution_title: 'a', institution_link: 'b', certificate_title: 'c', holder_eth_address: 'd', ipfs_hash: 'e' }
      console.log((await wallet.certificates.create(content)).verification_url)

      const event: WebhookEvent = await webhooks.verify('{}', new Headers(), ['whsec_a'])
      if (event.type === 'Certificate/Revoked') console.log(event.body.certificate.revocationReason)
      const { issuer } = await readCertificate(certificate.verificationUrl)
      if (issuer.confirmedBy === 'dns') console.log(issuer.domain.length)
      try { await chancery.users.delete('1') } catch (thrown) {
        if (thrown instanceof ChanceryError && thrown.code === 'client.timeout') console.log(thrown.fields, thrown.requestId)
      }

      // @ts-expect-error A course needs a name.
      await chancery.courses.create({})
      // @ts-expect-error There is no such status.
      chancery.certificates.list({ status: 'gone' })
      // @ts-expect-error There is no such path.
      await chancery.raw.GET('/openapi/v1/nothing')
      // @ts-expect-error Not every event has a user.
      console.log(event.body.user)
      // @ts-expect-error A key signs nothing.
      new WalletClient({ baseUrl: '', signer: 'key' })
    `
    expect(await typeErrors('consumer.ts', consumer, compilerOptions)).toBe('')
  })

  it('has types that accept the signers of ethers and viem', async () => {
    const signers = `
      import { type Signer, WalletClient } from '@chancery/client'
      import { BrowserProvider, type Eip1193Provider, type JsonRpcSigner, Wallet } from 'ethers'
      import { createWalletClient, custom, type EIP1193Provider } from 'viem'
      import { privateKeyToAccount } from 'viem/accounts'

      declare const remote: JsonRpcSigner
      declare const injected: Eip1193Provider
      declare const ethereum: EIP1193Provider
      const account = privateKeyToAccount('0x1')
      const transport = custom(ethereum)
      const signers: Signer[] = [new Wallet('0x1'), remote, await new BrowserProvider(injected).getSigner(), account, ethereum, injected]
      signers.push(createWalletClient({ account, transport }), createWalletClient({ account: account.address, transport }))
      export const clients = signers.map((signer) => new WalletClient({ baseUrl: 'https://certificates.example', signer }))
      // @ts-expect-error This client of viem has no account.
      new WalletClient({ baseUrl: '', signer: { signMessage: async () => '', signTypedData: async () => '' } })
    `
    const options = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true }
    expect(await typeErrors('signers.ts', signers, options)).toBe('')
  })

  /** Runs an example as its first line says, and returns what it prints. */
  async function example(name: string, env: object, ...args: string[]): Promise<string> {
    return (await run(process.execPath, [name, ...args], { cwd: folder, env: { ...process.env, ...env } })).stdout
  }

  /** Compiles a file in strict mode, and returns what the compiler prints. */
  async function typeErrors(name: string, content: string, compilerOptions: object): Promise<string> {
    await write(name, content)
    const target = {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable', 'esnext.disposable'],
      types: [],
      noEmit: true,
    }
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
    }
    const config = { files: [name], compilerOptions: { ...target, ...strict, ...compilerOptions } }
    await write('tsconfig.json', JSON.stringify(config))
    return (await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error)).stdout
  }
})
