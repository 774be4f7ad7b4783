import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { newFolder } from '../support/files/folders.ts'
import { startMain } from '../support/server/process.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// A disk of the test's own, in memory, that only the server has mounted. Linux lets whoever may make namespaces do that.

vi.setConfig({ testTimeout: 120_000 })

const KEY = 'key-of-the-tests-of-faults'

/** Starts what follows on a disk of so many MB in the folder. */
const onDisk = (folder: string, mb: number) => [
  ...['unshare', '--mount', '--map-root-user', 'sh', '-c'],
  `mount -t tmpfs -o size=${mb}m tmpfs "${folder}" && exec "$@"`,
  'sh',
]

function canMount(folder: string): boolean {
  try {
    const [command = '', ...args] = onDisk(folder, 1)
    execFileSync(command, [...args, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('No disk is filled: that needs Linux and the right to mount one.')
    return false
  }
}

const folder = await newFolder()

it.skipIf(!canMount(folder))(
  'A server whose disk is full refuses what it cannot keep, keeps what it has answered, and goes on when there is room',
  async () => {
    const variables = { DATA_DIR: folder, BOOTSTRAP_API_KEY: KEY, RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'silent' }
    const server = await startMain(variables, onDisk(folder, 400))
    const disk = join('/proc', String(server.pid), 'root', folder)
    const headers = { 'x-api-key': KEY }
    const kept: string[] = []

    async function create(): Promise<[number, string | null]> {
      const name = randomUUID()
      const description = randomBytes(3000).toString('base64')
      const answer = await fetch(`${server.url}/openapi/v1/courses`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name, description }),
      })
      await answer.arrayBuffer()
      if (answer.status === 201) kept.push(name)
      return [answer.status, answer.headers.get('retry-after')]
    }

    async function upload(): Promise<[number, string | null]> {
      const body = new FormData()
      body.set('file', new Blob([randomBytes(1_000_000)]), 'a')
      const wallet = newWallet()
      const answer = await fetch(`${server.url}/api/v1/files/`, { method: 'POST', headers: wallet.headers, body })
      await answer.arrayBuffer()
      return [answer.status, answer.headers.get('retry-after')]
    }

    expect(await create()).toEqual([201, null])
    expect(await upload()).toEqual([200, null])
    await writeFile(join(disk, 'ballast'), Buffer.alloc(400_000_000)).catch(({ code }) => expect(code).toBe('ENOSPC'))
    expect(await upload()).toEqual([507, null])
    await vi.waitFor(async () => expect(await create()).toEqual([503, '5']), { timeout: 30_000, interval: 1 })
    // What is there can be read, and whoever asks can see that the process lives.
    expect((await fetch(`${server.url}/openapi/v1/courses`, { headers })).status).toBe(200)
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)

    await rm(join(disk, 'ballast'))
    expect(await create()).toEqual([201, null])
    expect(await upload()).toEqual([200, null])
    const list = await fetch(`${server.url}/openapi/v1/courses?limit=1000`, { headers })
    const { courses } = (await list.json()) as { courses: { name: string }[] } // As it is documented.
    expect(courses.map(({ name }) => name).toSorted()).toEqual(kept.toSorted())
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
)
