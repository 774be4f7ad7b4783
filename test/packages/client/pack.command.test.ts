import { execFile } from 'node:child_process'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { newFolder } from '../../support/files/folders.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'

// @chancery/client as its users get it: packed, and installed into an empty folder.

// npm and the compiler take a while.
vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

let folder: string
let packed: string[]
let server: TestApp
beforeAll(async () => {
  ;[folder, server] = await Promise.all([newFolder(), startTestApp()])
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'packages/client'),
  })
  const [{ filename, files }] = JSON.parse(stdout)
  packed = files.map(({ path }: { path: string }) => path)
  await write('package.json', '{ "private": true, "type": "module" }')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder })
})

async function write(name: string, content: string): Promise<void> {
  await writeFile(join(folder, name), content)
}

describe('@chancery/client, packed and installed', () => {
  it('contains compiled modules with their types, and nothing else', async () => {
    const others = packed.filter((path) => !/^dist\/[\w/]+\.(js|d\.ts)$/.test(path))
    expect(others.toSorted()).toStrictEqual(['LICENSE', 'README.md', 'package.json'])
    for (const path of packed) {
      const text = await readFile(join(folder, 'node_modules/@chancery/client', path), 'utf8')
      expect(text, path).not.toContain(root)
    }
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: folder })
    const installed = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((path) => path.split('node_modules/').at(-1))
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

  it('works from JavaScript', async () => {
    const { key } = await newSite(server.db)
    await write(
      'script.js',
      `import { Chancery } from '@chancery/client'
      const chancery = new Chancery({ baseUrl: process.argv[2], apiKey: process.argv[3] })
      const { id } = await chancery.courses.create({ name: 'Python' })
      for await (const { name } of chancery.courses.list()) console.log(name, id > 0)`,
    )
    const { stdout } = await run(process.execPath, ['script.js', server.url, key], { cwd: folder })
    expect(stdout).toBe('Python true\n')
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
    for (const name of ['ethers', 'viem']) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    }
    const options = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true }
    expect(await typeErrors('signers.ts', signers, options)).toBe('')
  })

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
