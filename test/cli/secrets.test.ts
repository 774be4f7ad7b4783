import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { newDataDir } from '../support/files/folders.ts'
import { chancery, startMain } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

const KEY = `chk_${'f'.repeat(48)}`
const newKey = () => randomBytes(32).toString('hex')

async function newHook(url: string): Promise<Response> {
  return fetch(`${url}/openapi/v1/webhooks`, {
    method: 'POST',
    headers: { 'X-API-KEY': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://lms.example/', events: ['User/Created'] }),
  })
}

it('rotates the key in DATA_DIR beside a server, which uses the new one at once', async () => {
  const settings = { DATA_DIR: await newDataDir(), BOOTSTRAP_API_KEY: KEY }
  const file = join(settings.DATA_DIR, 'secrets.key')
  const keys = async () => (await readFile(file, 'utf8')).trim().split('\n')
  const server = await startMain(settings)
  expect((await newHook(server.url)).status).toBe(201)
  expect(await chancery(['issuers', 'rotate'], settings)).toMatchObject({ code: 0 })
  const [first = ''] = await keys()
  const ended = await chancery(['secrets', 'rotate'], settings)
  expect(ended).toStrictEqual({
    code: 0,
    stdout: 'Checksums: 0 encrypted.\nWebhooks: 1 encrypted.\nKeys of sites: 1 encrypted.\n',
    stderr: '',
  })
  const [second, ...former] = await keys()
  expect(second).not.toBe(first)
  expect(former).toStrictEqual([first])
  expect((await newHook(server.url)).status).toBe(201)
  // Nothing is left that the former key encrypted.
  await writeFile(file, `${second}\n`)
  expect(await chancery(['secrets', 'rotate'], settings)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Webhooks: 2 encrypted.\nKeys of sites: 1 encrypted.\n'),
  })
})

it('rejects a wrong key at the start of a server, rotates with SECRETS_READ_KEYS, and starts over after a loss', async () => {
  const [first, second] = [newKey(), newKey()]
  const settings = { DATA_DIR: await newDataDir(), BOOTSTRAP_API_KEY: KEY }
  const server = await startMain({ ...settings, SECRETS_KEY: first })
  await newHook(server.url)
  expect(await chancery(['issuers', 'rotate'], { ...settings, SECRETS_KEY: first })).toMatchObject({ code: 0 })
  server.kill('SIGTERM')
  await server.ended
  const wrong = { ...settings, SECRETS_KEY: second }
  const refused = 'SECRETS_KEY is not the key of this database.'
  await expect(startMain(wrong)).rejects.toThrow(refused)
  expect(await chancery(['secrets', 'rotate'], wrong)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(refused),
  })
  const both = { ...wrong, SECRETS_READ_KEYS: first }
  expect(await chancery(['secrets', 'rotate'], both)).toStrictEqual({
    code: 0,
    stdout: 'Checksums: 0 encrypted.\nWebhooks: 1 encrypted.\nKeys of sites: 1 encrypted.\n',
    stderr: '',
  })
  const lost = { ...settings, SECRETS_KEY: newKey() }
  await expect(startMain(lost)).rejects.toThrow(refused)
  expect(await chancery(['secrets', 'forget'], lost)).toMatchObject({
    code: 0,
    stdout: 'Servers start with the present key. Retired 1 keys of sites.\n',
  })
  const again = await startMain(lost)
  expect((await newHook(again.url)).status).toBe(201)
  again.kill('SIGTERM')
  await again.ended
  expect(await chancery(['secrets', 'rotate'], lost)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Webhooks: 0 encrypted, 1 unreadable.'),
  })
})
