import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { signCredential } from '@chancery/verify/credential'
import { disclose } from '@chancery/verify/proof/disclosure'
import { languages } from '@chancery/verify/texts/languages'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { bakePng } from '../../../src/credentials/bake.ts'
import { newFolder } from '../../support/files/folders.ts'
import { bundledFile, signedBundle } from '../../support/public/bundles.ts'
import { badge, issuerKey, webKey } from './credential/badges.ts'

// @chancery/verify as its users get it: packed, and installed into an empty folder.

// npm and the compiler take a while.
vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const bundle = signedBundle()

let folder: string
let packed: string[]
let examples: string[]
beforeAll(async () => {
  folder = await newFolder()
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'packages/verify'),
  })
  const [{ filename, files }] = JSON.parse(stdout)
  packed = files.map(({ path }: { path: string }) => path)
  await write('package.json', '{ "private": true, "type": "module" }')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder })
  const readme = await readFile(join(folder, 'node_modules/@chancery/verify/README.md'), 'utf8')
  examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, example = '']) => example)
  await write('bundle.json', JSON.stringify(bundle))
  await write('document.pdf', bundledFile)
})

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

async function runNode(script: string): Promise<string> {
  return (await run(process.execPath, [script], { cwd: folder })).stdout
}

describe('@chancery/verify, packed and installed', () => {
  it('contains compiled modules with their types, and nothing else', async () => {
    const others = packed.filter((path) => !/^dist\/[\w/]+\.(js|d\.ts)$/.test(path))
    expect(others.sort()).toStrictEqual(['LICENSE', 'README.md', 'package.json'])
    const compiled = packed.filter((path) => path.endsWith('.js'))
    expect(packed).toEqual(expect.arrayContaining(compiled.map((path) => path.replace(/js$/, 'd.ts'))))
    for (const path of packed) {
      const text = await readFile(join(folder, 'node_modules/@chancery/verify', path), 'utf8')
      expect(text, path).not.toContain('sourceMappingURL')
      expect(text, path).not.toContain(root)
    }
  })

  it('verifies a bundle and its file with the example of the README for Node', async () => {
    const example = (examples[0] ?? '').replace('0x…', bundle.certificate.issuer)
    const output = await runNode(await write('example.js', example))
    const known = bundle.certificate.issuer
    expect(output).toContain(`valid: ${languages.en.verdicts.named(known)}\n`)
    expect(output).toMatch(/^- issuer passed: /m)
    expect(output).toMatch(/^- file passed: /m)
    await write('bundle.json', JSON.stringify(disclose(bundle, ['certificate_title'])))
    expect(await runNode('example.js')).toMatch(/^- file unknown: /m)
  })

  it('needs no Node built-ins in the example of the README for browsers', async () => {
    await write('browser.js', examples[1] ?? '')
    const result = await build({
      absWorkingDir: folder,
      entryPoints: ['browser.js'],
      outdir: 'bundled',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      metafile: true,
      logLevel: 'silent',
    })
    expect(result.warnings).toStrictEqual([])
    const languagesLoaded = Object.values(result.metafile.outputs).filter(({ entryPoint = '' }) =>
      /dist\/texts\/[a-z]{2}\.js$/.test(entryPoint),
    )
    expect(languagesLoaded).toHaveLength(Object.keys(languages).length)

    // The page around it.
    const page = `
      let choose
      const output = {}
      const input = { addEventListener: (_, listener) => { choose = listener } }
      globalThis.document = { querySelector: (name) => ({ input, output })[name] }
      await import('./bundled/browser.js')
      for (const text of [${JSON.stringify(JSON.stringify(bundle))}, '%PDF']) {
        input.files = [new Blob([text])]
        await choose()
        console.log(output.textContent)
      }`
    expect(await runNode(await write('page.js', page))).toBe(
      `${languages.de.verdicts.issuer_not_confirmed}\nThis file is not a bundle. Not valid JSON.\n`,
    )
  })

  it('verifies a badge of a domain with the example of the README for Node', async () => {
    const example = examples.find((code) => code.includes("readFile('badge.png')")) ?? ''
    await write('badge.js', example)
    const did = 'did:web:uni.example.org'
    const { key, document } = webKey(did, issuerKey)
    const picture = Buffer.from('89504e470d0a1a0a0000000049454e44ae426082', 'hex')
    await write('badge.png', bakePng(picture, JSON.stringify(await signCredential(badge(did), key))))
    // Replaces the web.
    await write(
      'web.js',
      `const answers = JSON.parse(process.env.ANSWERS)
      globalThis.fetch = async (url) => url in answers ? Response.json(answers[url]) : new Response(null, { status: 503 })`,
    )
    const runWith = async (answers: object) => {
      const env = { ...process.env, ANSWERS: JSON.stringify(answers) }
      return (await run(process.execPath, ['--import', './web.js', 'badge.js'], { cwd: folder, env })).stdout
    }
    const online = await runWith({ 'https://uni.example.org/.well-known/did.json': document })
    expect(online).toContain(`valid: ${languages.en.verdicts.domain('uni.example.org')}\n`)
    expect(online).toMatch(/^- identity passed: /m)
    expect(await runWith({})).toMatch(/^not_checked: /)
  })

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
  ])('has types for strict TypeScript with moduleResolution $moduleResolution', async (compilerOptions) => {
    const consumer = `
      import { type Bundle, type CheckResult, readBundle, UnreadableBundle, type Verdict, verify } from '@chancery/verify'
      import type { FindAnchor, CheckContractSignature, ConfirmIssuer, Language, RecoverPublicKey, VerifyOptions, VerifyResult } from '@chancery/verify'

      const findAnchor: FindAnchor = async ({ root, chain }, signal) =>
        root.length === 32 && chain === 1 && !signal.aborted
          ? { outcome: 'found', at: new Date(), place: null }
          : { outcome: 'elsewhere' }
      const checkContractSignature: CheckContractSignature = async ({ wallet }) => (wallet.startsWith('0x') ? 'accepted' : 'refused')
      const recoverPublicKey: RecoverPublicKey = (hash, rs, parity) => new Uint8Array([...hash, ...rs, parity])
      const confirmIssuer: ConfirmIssuer = async ({ domain }) => domain === null ? { outcome: 'unavailable' } : { outcome: 'confirmed', way: 'dns' }
      const language: Language = 'de'

      const options: VerifyOptions = { now: new Date(), file: new Uint8Array(), language, issuer: 'uni.example', confirmIssuer, findAnchor, checkContractSignature }
      const bundle: Bundle = readBundle('{}')
      const { verdict, message, issuer, checks }: VerifyResult = await verify(bundle, { ...options, recoverPublicKey })
      const known: Verdict = verdict
      const expiry: CheckResult | undefined = checks.find(({ code }) => code === 'expiry.expired')
      const at: Date | undefined = expiry?.code === 'expiry.expired' ? expiry.evidence.at : undefined
      export const all: unknown[] = [known, message.length, issuer.domain, at, UnreadableBundle]

      // @ts-expect-error There is no such verdict.
      export const wrong: Verdict = 'fine'
      // @ts-expect-error There is no such language.
      await verify('', { language: 'xx' })
    `
    await write('consumer.ts', consumer)
    const target = { target: 'es2022', lib: ['es2022', 'dom'], types: [], noEmit: true }
    const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
    const config = { files: ['consumer.ts'], compilerOptions: { ...target, ...strict, ...compilerOptions } }
    await write('tsconfig.json', JSON.stringify(config))
    const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error)
    expect(stdout).toBe('')
  })
})
