import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Chancery } from '@chancery/client'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { freshDatabase } from '../support/database/database.ts'
import { startSmtp } from '../support/mail/smtpServer.ts'
import { startMain, variablesOf } from '../support/server/process.ts'

// Runs examples/lms, and the first example of docs/getting-started-lms.md, as their pages say.

vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Inside the project, so that the examples find the client and tsx. */
const folder = join(root, 'node_modules/.lms-example-test')

let key: string
let url: string
const smtp = await startSmtp()
beforeAll(async () => {
  const fresh = await freshDatabase()
  const port = await freePort()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const server = await startMain({
    ...{ ...variablesOf(fresh), WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1', PORT: String(port) },
    ...{ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'certificates@example.com' },
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  })
  const [printed = ''] = await server.prints(/chk_\w+/)
  key = printed
  url = server.url
  return async () => {
    server.kill('SIGTERM')
    await server.ended
    await fresh.dispose()
    await rm(folder, { recursive: true, force: true })
  }
})

/** Returns the blocks of a page in a language, without the indentation of the first line. */
async function blocks(page: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, page), 'utf8')
  const found = text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))
  return [...found].map(([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
}

describe('docs/getting-started-lms.md', () => {
  it('leads from npm install to certificates whose pages anyone can open, and to a mail', async () => {
    const [code = '', mailing = ''] = await blocks('docs/getting-started-lms.md', 'js')
    const [install = '', start = ''] = await blocks('docs/getting-started-lms.md', 'sh')
    // Installation from a package is tested in test/packages/client/pack.command.test.ts.
    expect(install).toContain('npm install @chancery/client\n')
    await writeFile(join(folder, 'first.mjs'), code.replace('http://127.0.0.1:3000', url))
    const { stdout } = await run('bash', ['-ec', start.replace('chk_…', key)], { cwd: folder })
    expect(stdout).toMatch(/^John Doe issued http\S+\nAmélie Laurent issued http\S+\n$/)
    for (const [page] of stdout.matchAll(/http\S+/g)) {
      expect(await (await fetch(`${page}.json`)).json()).toMatchObject({ verdict: 'valid' })
    }

    await writeFile(join(folder, 'mail.mjs'), mailing.replace('http://127.0.0.1:3000', url))
    const mailed = await run('node', ['mail.mjs'], { cwd: folder, env: { ...process.env, KEY: key } })
    expect(mailed.stdout).toBe('Maria Silva issued \n')
    const mail = await vi.waitUntil(() => smtp.mails[0], { timeout: 60_000 })
    expect(mail.envelope.to).toBe('maria@example.com')
    const [page = ''] = /http\S+\/verify\/[0-9a-f-]+/.exec(mail.text) ?? []
    expect(await (await fetch(`${page}.json`)).json()).toMatchObject({ verdict: 'valid' })
  })
})

describe('examples/lms', () => {
  /** Runs the example as its README says until it has issued everything. Returns what it printed, and its address. */
  async function start(port: number): Promise<{ lines: string[]; stop(): Promise<void> }> {
    const [script = ''] = await blocks('examples/lms/README.md', 'sh')
    const child = spawn('bash', ['-ec', script.replace('chk_…', key)], {
      cwd: join(folder, 'lms'),
      detached: true,
      env: { ...process.env, CHANCERY_URL: url, PORT: String(port), NOTIFY: 'yes' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const stop = async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM')
      await ended
    }
    onTestFinished(stop)
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (some) => {
      output += some
    })
    await vi.waitUntil(() => output.includes('Certificates that webhooks reported'), { timeout: 60_000 })
    return { lines: output.split('\n').slice(0, -2), stop }
  }

  it('has less than 120 lines', async () => {
    expect((await readFile(join(root, 'examples/lms/lms.ts'), 'utf8')).split('\n').length).toBeLessThan(120)
  })

  it('issues to its rosters once, and shows what webhooks reported', async () => {
    await cp(join(root, 'examples/lms'), join(folder, 'lms'), { recursive: true })
    const port = await freePort()
    const first = await start(port)
    expect(first.lines.map((line) => line.replace(/http\S+|\{.*\}/, '…'))).toStrictEqual([
      'Advanced Sales Techniques: john@example.com issued …',
      'Advanced Sales Techniques: amelie@example.com issued …',
      'Introduction to Python: amelie@example.com issued …',
      'Introduction to Python: nobody invalid …',
    ])
    const reported = async () => (await (await fetch(`http://127.0.0.1:${port}`)).json()) as object[]
    await vi.waitUntil(async () => (await reported()).length === 3, { timeout: 60_000 })
    expect(await reported()).toContainEqual({
      name: 'Amélie Laurent',
      course: 'Introduction to Python',
      link: expect.stringContaining(`${url}/verify/`),
      isValid: true,
    })
    const told = () => smtp.mails.map(({ envelope }) => envelope.to).filter((to) => to !== 'maria@example.com')
    await vi.waitFor(
      () => expect(told().toSorted()).toStrictEqual(['amelie@example.com', 'amelie@example.com', 'john@example.com']),
      60_000,
    )
    const stranger = await fetch(`http://127.0.0.1:${port}/webhook`, { method: 'POST', body: '{}' })
    expect(stranger.status).toBe(401)
    await first.stop()

    const second = await start(port)
    expect(second.lines.filter((line) => line.includes(' exists '))).toHaveLength(3)
    const chancery = new Chancery({ baseUrl: url, apiKey: key })
    for await (const { id } of chancery.certificates.list({ courseId: 'ext:python-1' })) {
      await chancery.certificates.revoke(id, 'Issued by mistake.')
    }
    await vi.waitFor(async () => expect(await reported()).toMatchObject([{ isValid: false }]), 60_000)
  })
})
