import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { formOf } from '../support/files/form.ts'
import { ensureDiscreet } from '../support/server/log.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

// Mixed traffic of all APIs: for seconds in a normal run, for ten minutes with `npm run test:soak`.

const SECONDS = Number(process.env.SOAK_SECONDS ?? 20)

vi.setConfig({ testTimeout: 120_000 + SECONDS * 1000 })

const KEY = 'key-of-the-tests-of-faults'
const TOKEN = 'token-of-prometheus'
const NONCE = '/api/v1/auth/nonce/'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

/** Returns what a process uses: bytes of memory, and the number of open files and sockets. */
async function heldBy(pid: number): Promise<{ memory: number; handles: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const memory = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  return { memory, handles: (await readdir(`/proc/${pid}/fd`)).length }
}

const MB = 2 ** 20

it.skipIf(process.platform !== 'linux')(
  'uses no more memory and handles under long load, and answers as expected',
  async () => {
    const port = String(await freePort())
    const server = await startMain({
      ...variablesOf(fresh),
      ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, VERIFICATIONS_PER_MINUTE: '0', UPLOADS_PER_MINUTE: '0' },
      ...{ METRICS_TOKEN: TOKEN, LOG_LEVEL: 'info' },
      ...{ ISSUER_KEYS: `1=0x${'11'.repeat(32)}`, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` },
    })
    const wallet = newWallet()
    const counts = new Map<number, number>()
    const unexpected: string[] = []

    /** Sends a request, and records an unexpected response. */
    async function ask(method: string, path: string, expected: number, body?: object | Buffer, headers = {}) {
      const answer = await fetch(server.url + path, {
        method,
        headers: {
          ...{ 'x-api-key': KEY, ...wallet.headers },
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body) }),
      })
      const text = await answer.text()
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
      // A server on a busy machine may shed load.
      const isBusy = answer.status === 503 && answer.headers.get('x-error-code') === 'server.busy'
      // Each client address gets only so many nonces a minute, and this test exceeds the limit.
      const isLimited = answer.status === 429 && path === NONCE
      if (answer.status !== expected && !isBusy && !isLimited)
        unexpected.push(`${method} ${path}: ${answer.status} ${text}`)
      return answer.status < 300 && text.startsWith('{') ? JSON.parse(text) : {}
    }

    const lms = '/openapi/v1'
    const { id: course } = await ask('POST', `${lms}/courses`, 201, { name: 'A course' })
    const user = {
      ...{ name: 'Ada', email: 'ada@example.com', password: 'p', roleAlias: 'learner' },
      eth_address: wallet.address,
    }
    const { id: userId } = await ask('POST', `${lms}/users`, 201, user)

    /** Sends one round of requests to all APIs. */
    async function round(): Promise<void> {
      const issued = await ask('POST', `${lms}/courses/${course}/certificates`, 201, {
        userId,
        achievedAt: 1_700_000_000,
      })
      await ask('GET', `${lms}/courses/${course}/certificates?limit=20`, 200)
      await ask('GET', `${lms}/certificates/2000000000`, 404)
      if (issued.imageUrl) {
        const picture = new URL(issued.imageUrl).pathname
        await ask('GET', picture.replace(/^.*\//, '/verify/').replace(/-\d+\.png$/, '.json'), 200)
        // Rendering takes a hundred times as long as anything else.
        if (issued.id % 20 === 0) {
          await ask('GET', picture, 200)
          const { ipfsHash } = await ask('POST', `${lms}/certificates/${issued.id}/publish`, 200)
          if (ipfsHash) await ask('GET', `/ipfs/${ipfsHash}`, 200)
        }
      }
      const { certificate_pk: id } = await ask('POST', '/api/v1/certificates/', 200, documented.body)
      if (id) await ask('GET', `/api/v1/certificates/${id}/`, 200)
      await ask('GET', '/api/v1/certificates/', 200)
      await ask('GET', NONCE, 200)
      const { type, body } = formOf([{ name: 'file', filename: 'a.bin', content: Buffer.from(String(Math.random())) }])
      const { ipfs_hash: cid } = await ask('POST', '/api/v1/files/', 200, body, { 'content-type': type })
      if (cid) await ask('GET', `/ipfs/${cid}`, 200)
      await ask('GET', '/nowhere', 404)
      await ask('GET', '/metrics', 200, undefined, { authorization: `Bearer ${TOKEN}` })
      await ask('GET', '/health/ready', 200)
    }

    const held: { memory: number; handles: number }[] = []
    const end = performance.now() + SECONDS * 1000
    const watching = (async () => {
      while (performance.now() < end) {
        await wait((SECONDS * 1000) / 20)
        held.push(await heldBy(server.pid))
      }
    })()
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (performance.now() < end) await round()
      }),
    )
    await watching

    expect(unexpected).toEqual([])
    // The first half warms up caches, compiled code and the heap.
    const half = held.length / 2
    const most = (part: typeof held, what: 'memory' | 'handles') => Math.max(...part.map((one) => one[what]))
    const [before, after] = [held.slice(0, half), held.slice(half)]
    expect(most(after, 'handles')).toBeLessThanOrEqual(most(before, 'handles') + 20)
    // The heap still grows in the first seconds. A leak at this rate would take gigabytes a day.
    expect(most(after, 'memory') - most(before, 'memory')).toBeLessThan(SECONDS >= 300 ? 64 * MB : 200 * MB)

    const { stdout, stderr } = await (async () => {
      server.kill('SIGTERM')
      return server.ended
    })()
    ensureDiscreet(stdout + stderr, [KEY, TOKEN, wallet.headers['Auth-Signature'] ?? ''])
    console.log(
      `Soak for ${SECONDS} s: ${[...counts].map(([status, count]) => `${count} answers of ${status}`).join(', ')}; memory ` +
        `${Math.round(most(before, 'memory') / MB)} MB at most in the first half, ${Math.round(most(after, 'memory') / MB)} MB ` +
        `in the second; handles ${most(before, 'handles')} and ${most(after, 'handles')}.`,
    )
  },
)
