import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { compress } from 'wawoff2'
import { createCourse } from '../../src/lms/courses/service.ts'
import { checksumOf, encryptDocument } from '../../src/publishing/encryption.ts'
import { fundedKey } from '../support/chain/anchoring.ts'
import { ANVIL_CHAIN, startAnvil } from '../support/chain/anvil.ts'
import { freshDatabase } from '../support/database/database.ts'
import { streamOf } from '../support/files/files.ts'
import { contextIn } from '../support/lms/context.ts'
import { designWith } from '../support/lms/designs.ts'
import { bundledFile } from '../support/public/bundles.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'
import { variablesOf } from '../support/server/process.ts'
import { trueType } from '../support/typeset/fontFiles.ts'

// Runs examples of docs/ that need more than a server: a design, a document, a bundle, a chain.

vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)

/** Inside the project, so that `npx chancery` finds the command. */
const folder = fileURLToPath(new URL('../../node_modules/.examples-test', import.meta.url))

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  return () => rm(folder, { recursive: true, force: true })
})

/** Returns the first example of a page in a language. */
async function example(page: string, language: string): Promise<string> {
  const [block] = await examples(page, language)
  return block ?? expect.fail(`docs/${page} has no example in ${language}.`)
}

async function examples(page: string, language: string): Promise<string[]> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block)
}

const bash = (script: string, env: NodeJS.ProcessEnv = {}) =>
  run('bash', ['-ec', script], { cwd: folder, env: { ...process.env, ...env } })

describe('docs/templates.md', () => {
  it('has examples that set built-in and uploaded designs for a course, and preview them', async () => {
    const { id: siteId, key } = await newSite(server.db)
    const { id: courseId } = await createCourse(contextIn(server.db, siteId), { name: 'Python' })
    await writeFile(join(folder, 'diploma.svg'), designWith())
    await writeFile(join(folder, 'acme.woff2'), await compress(trueType))
    const script = (await examples('templates.md', 'sh'))
      .join('')
      .replaceAll('http://127.0.0.1:3000', server.url)
      .replaceAll('/courses/1', `/courses/${courseId}`)
    await bash(script, { KEY: key })
    for (const picture of ['preview.png', 'widest.png']) {
      expect((await readFile(join(folder, picture))).subarray(1, 4).toString()).toBe('PNG')
    }
    expect(await server.db.prisma.course.findUnique({ where: { id: courseId } })).toMatchObject({
      templateName: 'diploma',
    })
  })
})

describe('docs/encryption.md', () => {
  it('has code that decrypts an encrypted document with its checksum', async () => {
    const plain = Buffer.from('%PDF-1.7 a document')
    const cid = await server.ipfs.add(streamOf(encryptDocument(plain)))
    const code = (await example('encryption.md', 'js')).replace('https://certificates.example', server.url)
    const use = `openDocument('${cid}', '${checksumOf(plain)}').then(async (blob) => console.log(blob.type, await blob.text()))`
    const { stdout } = await run('node', ['-e', `${code}\n${use}`])
    expect(stdout).toBe('application/pdf %PDF-1.7 a document\n')
  })
})

describe('docs/verifying.md', () => {
  it('has commands that verify a bundle and its file, and disclose some facts', async () => {
    await writeFile(join(folder, 'bundle.json'), await example('bundle.md', 'json'))
    await writeFile(join(folder, 'document.pdf'), bundledFile)
    const text = await readFile(new URL('../../docs/verifying.md', import.meta.url), 'utf8')
    const lines = [...text.matchAll(/^ {4}(npx chancery (?:verify|bundle) [^#\n]*bundle\.json[^#\n]*)/gm)].map(
      ([, line = '']) => line,
    )
    const [named = '', byDomain, online, withFile = '', withNode, disclose = ''] = lines
    expect([byDomain, online, withNode].join()).toMatch(/--issuer uni\.example.*--online.*--rpc https:\/\/…/)
    const address = '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'
    expect((await bash(named)).stdout).toContain(`Issued by ${address}`)
    // Without the issuer the command exits with 3.
    expect((await bash(`${withFile} || [ $? -eq 3 ]`)).stdout).toContain(
      'This is the file that the certificate was issued for',
    )
    const disclosed = JSON.parse((await bash(disclose)).stdout)
    const shown = disclosed.certificate.facts.flatMap((fact: { name?: string }) => fact.name ?? [])
    // The sample has no course_link.
    expect(shown).toStrictEqual(['achieved_at'])
  })
})

describe('docs/anchoring.md', () => {
  it('has commands that deploy the contract and print its address', async () => {
    const [anvil, fresh] = [await startAnvil(), await freshDatabase()]
    const [setup = ''] = (await example('anchoring.md', 'sh')).split('export ANCHOR_CONTRACT')
    const script = setup
      .replace('CHAIN_ID=1', `CHAIN_ID=${ANVIL_CHAIN}`)
      .replace('https://node.example/…', anvil.url)
      .replace('0x…', await fundedKey(anvil))
    const { stdout } = await bash(script, variablesOf(fresh))
    await fresh.dispose()
    expect(stdout).toMatch(/^0x[0-9a-f]{40}\n$/)
  })
})
