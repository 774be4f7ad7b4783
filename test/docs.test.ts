import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Wallet } from 'ethers/wallet'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from './support/app.ts'

// The examples of docs/, run as a reader would.

const run = promisify(execFile)

/** Inside the project, so that they find ethers. */
const folder = fileURLToPath(new URL('../node_modules/.docs-test', import.meta.url))

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
  const text = await readFile(new URL('../docs/wallet-authors.md', import.meta.url), 'utf8')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [, example = '', name = ''] of text.matchAll(/```\w+\n((?:\/\/|#) (\w+\.\w+)\b[\s\S]*?)```/g)) {
    await writeFile(join(folder, name), example)
  }
  return () => rm(folder, { recursive: true, force: true })
})

describe('docs/wallet-authors.md', () => {
  it('shows with ethers how to sign in and how to sign a request', async () => {
    const { privateKey } = Wallet.createRandom()
    const { stdout } = await run('node', ['ethers.mjs', server.url, privateKey], { cwd: folder })
    expect(stdout).toMatch(/^issued: \[\]\ncreated: \{\s*status: 'ok',\s*certificate_pk: '[0-9a-f-]{36}'\s*\}\n$/)
  })

  it('shows with curl how to sign a request', async () => {
    const env = { ...process.env, SERVER: server.url, KEY: Wallet.createRandom().privateKey }
    const { stdout } = await run('bash', ['curl.sh'], { cwd: folder, env })
    expect(stdout).toMatch(/^\[\]\{"status":"ok","certificate_pk":"[0-9a-f-]{36}"\}$/)
  })
})
