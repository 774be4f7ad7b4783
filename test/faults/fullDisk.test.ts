import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { newFolder } from '../support/files/folders.ts'
import { startMain } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Mounts a small disk in memory that only the server sees. On Linux, this needs the right to create namespaces.

vi.setConfig({ testTimeout: 120_000 })

const KEY = 'key-of-the-tests-of-faults'

/** Returns a command that runs its arguments with a disk of so many MB in the folder. */
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
    console.warn('The test of a full disk is skipped: it needs Linux and the right to mount a disk.')
    return false
  }
}

const folder = await newFolder()

it.skipIf(!canMount(folder))(
  'rejects writes on a full disk, keeps what it acknowledged, and continues when there is room',
  async () => {
    const variables = { DATA_DIR: folder, BOOTSTRAP_API_KEY: KEY, ...unlimited, LOG_LEVEL: 'silent' }
    const server = await startMain(variables, onDisk(folder, 400))
    const disk = join('/proc', String(server.pid), 'root', folder)
    const headers = { 'x-api-key': KEY }
    const acknowledged: string[] = []

    async function create(): Promise<[number, string | null]> {
      const name = randomUUID()
      const description = randomBytes(3000).toString('base64')
      const answer = await fetch(`${server.url}/openapi/v1/courses`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name, description }),
      })
      await answer.arrayBuffer()
      if (answer.status === 201) acknowledged.push(name)
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
    // Reads still work, and the health check shows a live process.
    expect((await fetch(`${server.url}/openapi/v1/courses`, { headers })).status).toBe(200)
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)

    await rm(join(disk, 'ballast'))
    expect(await create()).toEqual([201, null])
    expect(await upload()).toEqual([200, null])
    const list = await fetch(`${server.url}/openapi/v1/courses?limit=1000`, { headers })
    const { courses } = (await list.json()) as { courses: { name: string }[] } // The documented shape.
    expect(courses.map(({ name }) => name).toSorted()).toEqual(acknowledged.toSorted())
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
)
