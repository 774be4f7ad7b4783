import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { chancery, startMain } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

const PRINTED = /^did:key:z6Mk\w{44}\n$/

it('rotates the key of the first site, and prints the new one', async () => {
  const settings = { DATA_DIR: await newDataDir() }
  const first = await chancery(['issuers', 'rotate'], settings)
  expect(first).toStrictEqual({ code: 0, stdout: expect.stringMatching(PRINTED), stderr: '' })
  const second = await chancery(['issuers', 'rotate', '--compromised'], settings)
  expect(second).toStrictEqual({ code: 0, stdout: expect.stringMatching(PRINTED), stderr: '' })
  expect(second.stdout).not.toBe(first.stdout)
  expect(await chancery(['issuers', 'rotate', '--site', '4711'], settings)).toMatchObject({
    code: 1,
    stderr: 'There is no site 4711.\n',
  })
})

it('signs the Open Badges of a compromised key anew, and prints how many', async () => {
  const key = `chk_${'e'.repeat(48)}`
  const settings = { DATA_DIR: await newDataDir() }
  const server = await startMain({ ...settings, BOOTSTRAP_API_KEY: key })
  const post = async (path: string, facts: object) => {
    const headers = { 'X-API-KEY': key, 'Content-Type': 'application/json' }
    const answer = await fetch(`${server.url}/openapi/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(facts),
    })
    return JSON.parse(await answer.text())
  }
  const learner = { name: 'Ada', email: 'ada@example.com', roleAlias: 'learner', password: 'a password' }
  const [user, course] = [await post('/users', learner), await post('/courses', { name: 'Astronomy' })]
  const badgeOf = async (publicId: string) =>
    JSON.parse(await (await fetch(`${server.url}/verify/${publicId}/credential.json`)).text())
  const badges = []
  for (let number = 0; number < 2; number += 1) {
    const { publicId } = await post(`/courses/${course.id}/certificates`, { userId: user.id })
    badges.push({ publicId, before: await badgeOf(publicId) })
  }

  const { code, stdout, stderr } = await chancery(['issuers', 'rotate', '--compromised'], {
    ...settings,
    PUBLIC_URL: server.url,
  })
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: 'Open Badges signed by the new key: 2.\n' })
  expect(stdout).toMatch(PRINTED)
  for (const { publicId, before } of badges) {
    const { proof } = await badgeOf(publicId)
    expect(proof[0].verificationMethod).toContain(`${stdout.trim()}#`)
    expect(before.proof[0].verificationMethod).not.toContain(stdout.trim())
  }
})

it('backs up and restores the file that encrypts the keys, in an encrypted backup', async () => {
  const encrypted = { BACKUP_PASSPHRASE: 'correct horse battery' }
  const settings = { DATA_DIR: await newDataDir(), ...encrypted }
  await chancery(['issuers', 'rotate'], settings)
  const folder = await newFolder()
  const restored = { DATA_DIR: join(folder, 'restored'), ...encrypted }
  expect(await chancery(['backup', join(folder, 'backup.tar')], settings)).toMatchObject({ code: 0 })
  expect(await chancery(['restore', join(folder, 'backup.tar')], restored)).toMatchObject({ code: 0 })
  const key = (dataDir: string) => readFile(join(dataDir, 'secrets.key'), 'utf8')
  expect(await key(restored.DATA_DIR)).toBe(await key(settings.DATA_DIR))
})

it('checks the domain of a site, prints the TXT record, and exits with 1 until the record is published', async () => {
  const dataDir = await newDataDir()
  const dns = await startDnsServer()
  const settings = { DATA_DIR: dataDir, PUBLIC_URL: 'https://certs.example', DNS_SERVERS: dns.address }
  await chancery(['sites', 'create', 'University of Example'], settings)
  expect(await chancery(['issuers', 'check'], settings)).toMatchObject({
    code: 1,
    stderr: 'The site has no domain. Set `domain` with PATCH /site first.\n',
  })

  expect(await chancery(['sites', 'domain', '1', 'Uni.example.'], settings)).toMatchObject({ code: 0, stderr: '' })
  const record = 'openatts a=dns-did; p=did:web:certs.example; v=1.0;'
  const absent = await chancery(['issuers', 'check'], settings)
  expect(absent).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining(`Record:  ${record}\n`) })
  expect(absent.stdout).toContain('DNS: DNS has no such domain.')
  dns.answer(zone({ 'uni.example': { TXT: [record] } }))
  expect(await chancery(['issuers', 'check'], settings)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('DNS: The TXT record names this site.'),
  })
})

it('exits with 2, not with 1, when the check of a domain could not run', async () => {
  const unreachable = { DATABASE_URL: 'postgresql://127.0.0.1:1/chancery' }
  const lines = [
    { args: ['issuers', 'check'], env: unreachable, error: 'Cannot connect to the database' },
    { args: ['issuers', 'check'], env: { ...unreachable, PORT: 'none' }, error: 'Configuration: PORT' },
    { args: ['issuers', 'check', '--all'], env: {}, error: "unknown option '--all'" },
  ]
  for (const { args, env, error } of lines) {
    const { code, stderr } = await chancery(args, env)
    expect(code, error).toBe(2)
    expect(stderr).toContain(error)
  }
})

it('lists, blocks and releases issuers', async () => {
  const dataDir = await newDataDir()
  const settings = { DATA_DIR: dataDir }
  const wallet = '0x1245e5b64d785b25057f7438f715f4aa5d965733'
  await chancery(['sites', 'create', 'University of Example'], settings)
  const list = async () => {
    const { stdout } = await chancery(['issuers', 'list'], settings)
    return stdout
  }
  expect(await list()).toMatch(/1.*University of Example.*operator/)
  expect(await chancery(['issuers', 'block', '1'], settings)).toMatchObject({ code: 0, stderr: '' })
  expect(await chancery(['issuers', 'block', wallet.toUpperCase().replace('X', 'x')], settings)).toMatchObject({
    code: 0,
  })
  const blocked = await list()
  expect(blocked).toMatch(/1.*University of Example.*blocked/)
  expect(blocked).toMatch(new RegExp(`${wallet}.*blocked`))
  await chancery(['issuers', 'unblock', '1'], settings)
  expect(await chancery(['issuers', 'release', '1'], settings)).toMatchObject({ code: 0, stderr: '' })
  expect(await list()).toMatch(/1.*University of Example.*operator/)
  expect(await chancery(['issuers', 'release', '4711'], settings)).toMatchObject({
    code: 1,
    stderr: 'There is no site 4711.\n',
  })
  expect((await chancery(['issuers', 'block', 'uni.example'], settings)).code).toBe(1)
})
