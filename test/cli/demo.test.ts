import { execFile, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { newFolder } from '../support/files/folders.ts'
import { startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { start } from '../support/server/process.ts'

vi.setConfig({ testTimeout: 120_000 })

const program = 'src/cli/main.ts'

/** Runs a script without blocking, because the DNS server is in this process. */
async function bash(script: string): Promise<string> {
  return (await promisify(execFile)('bash', ['-ec', script])).stdout
}

/** Lists what the demo left in a folder for temporary files, without the files of tsx. */
async function leftIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('tsx-'))
}

/** Lists the processes whose TMPDIR is this folder, as Linux reports them. */
function runningIn(folder: string): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return ids.filter((id) => environmentOf(id).includes(`TMPDIR=${folder}`))
}

function environmentOf(id: string): string[] {
  try {
    return readFileSync(`/proc/${id}/environ`, 'utf8').split('\0')
  } catch {
    return [] // It has ended, or belongs to another user.
  }
}

/** Returns the requests of the curl commands in a text. A real shell parses them; curl itself is not needed. */
function requestsIn(text: string): { url: string; init: RequestInit }[] {
  const commands = text.match(/^ {2}curl (?:.*\\\n)*.*$/gm) ?? []
  return commands.map((command) => {
    const script = `curl() { for each; do printf '%s\\0' "$each"; done; }; ${command}`
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
    const headers = new Headers()
    const request = { url: '', init: { headers } as RequestInit }
    while (words.length > 0) {
      const word = words.shift() ?? ''
      const [name = '', value = ''] = word === '-H' ? (words.shift() ?? '').split(/: (.*)/) : []
      if (word === '-H') headers.set(name, value)
      else if (word === '-X') request.init.method = words.shift() ?? ''
      else if (word === '-d') request.init.body = words.shift() ?? ''
      else request.url = word
    }
    return request
  })
}

describe('chancery demo', () => {
  it('starts a working server, prints three commands to copy, and leaves nothing behind', async () => {
    const temporary = await newFolder()
    // The demo must not touch what a deployment configures.
    const theirs = {
      DATABASE_URL: 'postgresql://127.0.0.1:1/theirs',
      DATA_DIR: `${temporary}/theirs`,
      WORKERS: '4',
      PUBLIC_URL: 'https://certificates.example',
      IPFS_API_URL: 'http://127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      VERIFICATION_CONTRACT: `0x${'1'.repeat(40)}`,
      PORT: '',
    }
    const demo = await start(program, ['demo'], { TMPDIR: temporary, ...theirs })
    const [text] = await demo.prints(/Chancery is running on [\s\S]+-d '.*'\n/)

    const [, url = ''] = /Chancery is running on (\S+)/.exec(text ?? '') ?? []
    const [, key = ''] = /API key +(\S+)/.exec(text ?? '') ?? []
    expect(key).toMatch(/^chk_[0-9a-f]{48}$/)
    expect((await fetch(`${url}/health`)).status).toBe(200)

    const requests = requestsIn(text ?? '')
    const answers = await Promise.all(requests.map(({ url, init }) => fetch(url, init)))
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    expect(answers.map((answer) => answer.status)).toStrictEqual([200, 200, 200])
    expect(bodies).toMatchObject([
      { totalCount: 3, certificates: [{ courseName: 'Advanced Sales Techniques' }, {}, {}] },
      { certificate_title: 'Course Completion Certificate' },
      { status: 'ok', certificate_pk: expect.any(String) },
    ])

    const pages = text?.match(/^ {2}http\S+\/verify\/[^/\s]+$/gm) ?? []
    expect(pages).toHaveLength(2)
    const [badge = ''] = /http\S+\/credential\.json/.exec(text ?? '') ?? []
    expect(await (await fetch(badge)).json()).toMatchObject({ proof: [{ cryptosuite: 'eddsa-rdfc-2022' }] })
    const [, transaction = ''] =
      /is anchored on a local chain, in transaction\n(0x[0-9a-f]{64})\./.exec(text ?? '') ?? []
    const published = await fetch(`${pages[1]?.trim()}.json`)
    expect(await published.json()).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({
          check: 'anchor',
          outcome: 'passed',
          evidence: expect.objectContaining({ transaction }),
        }),
      ]),
    })
    for (const page of pages) {
      const answer = await fetch(page.trim(), { headers: { accept: 'text/html' } })
      expect(await answer.text()).toMatch(/Issued here for “.?Open Source University.?”, says 127\.0\.0\.1:\d+\./)
    }

    expect(await leftIn(temporary)).toHaveLength(2)
    // An impatient user presses Ctrl+C twice.
    demo.kill('SIGINT')
    demo.kill('SIGINT')
    const ended = await demo.ended
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(await leftIn(temporary)).toStrictEqual([])
  })

  it('shows "Issued by uni.example" after the steps of docs/issuers.md and one TXT record', async () => {
    const dns = await startDnsServer()
    const demo = await start(program, ['demo'], { TMPDIR: await newFolder(), DNS_SERVERS: dns.address })
    const [text = ''] = await demo.prints(/Chancery is running on [\s\S]+-d '.*'\n/)
    const [, url = ''] = /Chancery is running on (\S+)/.exec(text) ?? []
    const [, key = ''] = /API key +(\S+)/.exec(text) ?? []
    const guide = readFileSync('docs/issuers.md', 'utf8')
    const [claim = '', check = ''] = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block)
    const setup = claim.replace('http://127.0.0.1:3000', url).replace('chk_…', key)
    const [domain, api = ''] = [/DOMAIN=(\S+)/.exec(setup)?.[1] ?? '', setup.split('\n').slice(0, 2).join('\n')]

    const { record } = JSON.parse((await bash(setup)).trim().split('\n').at(-1) ?? '')
    expect(record).toMatch(/^openatts a=dns-did; p=did:key:z6Mk\w{44}; v=1\.0;$/)
    expect(JSON.parse(await bash(`${api}\n${check}`))).not.toHaveProperty('confirmedSince')
    dns.answer(zone({ [domain]: { TXT: [record] } }))
    expect(JSON.parse(await bash(`${api}\n${check}`))).toHaveProperty('confirmedSince')
    const pages = text.match(/http\S+\/verify\/[^/\s]+(?=\s)/g) ?? []
    expect(pages).toHaveLength(2)
    for (const page of pages) {
      const answer = await fetch(page, { headers: { accept: 'text/html' } })
      expect(await answer.text()).toMatch(
        /<h1[^>]*>Issued by <strong[^>]*>uni\.example<\/strong>\. Unchanged and not revoked\./,
      )
    }
    demo.kill('SIGINT')
    await demo.ended
  })

  it('leaves nothing behind when it is stopped during its start', async () => {
    const temporary = await newFolder()
    const demo = await start(program, ['demo'], { TMPDIR: temporary })
    await demo.prints(/Starting a temporary server/)
    await expect.poll(() => leftIn(temporary), { timeout: 20_000 }).not.toStrictEqual([])
    demo.kill('SIGINT')
    expect((await demo.ended).code).not.toBe(0)
    await expect.poll(() => runningIn(temporary), { timeout: 20_000 }).toStrictEqual([])
    expect(await leftIn(temporary)).toStrictEqual([])
  })
})
