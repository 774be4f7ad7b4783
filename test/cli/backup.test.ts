import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { secretsOpener } from '../../src/core/secrets.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { currentKey } from '../../src/issuers/keys.ts'
import { decryptIfEncrypted } from '../../src/server/backup/encryption.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { contextIn } from '../support/lms/context.ts'
import { certified } from '../support/public/publicCertificates.ts'
import { newSite } from '../support/server/app.ts'
import { chancery } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 240_000 })

const PHRASE = 'correct horse battery staple'
const KEY = 'secrets.key'

let dataDir: string
let folder: string
let encrypted: string
let backedUp: Awaited<ReturnType<typeof chancery>>

beforeAll(async () => {
  dataDir = await newDataDir()
  folder = await newFolder()
  const db = await openDatabase({ databaseUrl: undefined, dataDir })
  const { id } = await newSite(db)
  const secrets = secretsOpener({ secretsKey: undefined, databaseUrl: undefined, dataDir })
  await currentKey({ ...contextIn(db, id), secrets })
  await db.close()
  const store = await openIpfs({ ...readConfig({}), dataDir })
  await store.add(
    (async function* () {
      yield certified
    })(),
  )
  encrypted = join(folder, 'encrypted')
  backedUp = await chancery(['backup', encrypted], { DATA_DIR: dataDir, BACKUP_PASSPHRASE: PHRASE })
}, 240_000)

/** Restores into a new folder, in which these files are. */
async function restore(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}, present: Buffer | null = null) {
  const target = await newFolder()
  if (present) await writeFile(join(target, KEY), present)
  const ended = await chancery(['restore', file, ...args], { DATA_DIR: target, ...env })
  return { ...ended, target, files: await readdir(target) }
}

const keyOf = (place: string) => readFile(join(place, KEY))

async function passphraseFile(phrase: string): Promise<string[]> {
  const path = join(await newFolder(), 'passphrase')
  await writeFile(path, `${phrase}\n`)
  return ['--passphrase-file', path]
}

/** Returns the archive in the encrypted backup. */
async function archive(): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const content = (async function* () {
    yield await readFile(encrypted)
  })()
  for await (const part of await decryptIfEncrypted(content, async () => PHRASE)) parts.push(part)
  return Buffer.concat(parts)
}

describe('chancery backup with a passphrase', () => {
  it('writes an age file that restores everything, with the key for secrets', async () => {
    expect(backedUp).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/1 blocks to .*, encrypted\./),
    })
    const bytes = await readFile(encrypted)
    expect(bytes.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt /)
    for (const plain of ['database.tar', KEY, Buffer.from(certified)]) expect(bytes.includes(plain)).toBe(false)

    const restored = await restore(encrypted, await passphraseFile(PHRASE))
    expect(restored).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Restored 1 blocks') })
    expect(await keyOf(restored.target)).toEqual(await keyOf(dataDir))
  })

  it('rejects a wrong or missing passphrase, and a truncated or changed backup, and leaves nothing behind', async () => {
    const bytes = await readFile(encrypted)
    const [truncated, changed] = [join(folder, 'truncated'), join(folder, 'changed')]
    await writeFile(truncated, bytes.subarray(0, -100))
    await writeFile(changed, bytes.with(bytes.length >> 1, (bytes.at(bytes.length >> 1) ?? 0) ^ 1))
    const right = { BACKUP_PASSPHRASE: PHRASE }
    for (const [file, env, message] of [
      [encrypted, { BACKUP_PASSPHRASE: `${PHRASE}s` }, 'The passphrase does not open this backup'],
      [encrypted, {}, 'Set BACKUP_PASSPHRASE'],
      [truncated, right, 'truncated or was changed'],
      [changed, right, 'truncated or was changed'],
    ] as const) {
      const ended = await restore(file, [], env)
      expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message), files: [] })
      expect(ended.stderr).toMatch(/^[^\n]*\n$/)
    }
  })

  it('rejects a short passphrase, and writes no file', async () => {
    const file = join(folder, 'none')
    const ended = await chancery(['backup', file, ...(await passphraseFile('short'))], { DATA_DIR: dataDir })
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('at least 12 characters') })
    expect(await readdir(folder)).not.toContain('none')
  })
})

describe('chancery backup without a passphrase', () => {
  it('names the key for secrets, which it leaves out, and restores with the key in DATA_DIR or names what is missing', async () => {
    const file = join(folder, 'plain')
    const ended = await chancery(['backup', file], { DATA_DIR: dataDir })
    expect(ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('secrets.key is not in the backup'),
    })
    expect((await readFile(file)).includes(await keyOf(dataDir))).toBe(false)

    const without = await restore(file)
    expect(without).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Restored 1 blocks'),
      stderr: expect.stringMatching(
        /^The server will not start without the key for secrets: put the secrets\.key [^\n]*\n$/,
      ),
    })
    expect(without.files).not.toContain(KEY)
    // With one site, a lost key can be replaced.
    expect(await chancery(['issuers', 'rotate'], { DATA_DIR: without.target })).toMatchObject({ code: 0, stderr: '' })
    expect(await restore(file, [], {}, await keyOf(dataDir))).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('chancery restore of a backup by an earlier version', () => {
  it('restores the key for secrets that it has, and keeps another one that is in DATA_DIR', async () => {
    const file = join(folder, 'earlier')
    await writeFile(file, await archive())
    const restored = await restore(file)
    expect(restored).toMatchObject({ code: 0, stderr: '' })
    expect(await keyOf(restored.target)).toEqual(await keyOf(dataDir))

    const other = Buffer.from(`${'0'.repeat(64)}\n`)
    const refused = await restore(file, [], {}, other)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('another secrets.key'), files: [KEY] })
    expect(await keyOf(refused.target)).toEqual(other)
  })
})
