import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Config, readConfig } from '../../src/core/config.ts'
import { secretsOpener } from '../../src/core/secrets.ts'
import { secretsBy, secretsOf } from '../../src/database/secrets.ts'
import { addKey, SecretsUnusable } from '../../src/database/secretsFile.ts'
import { newFolder } from '../support/files/folders.ts'

const secrets = secretsBy(randomBytes(32))
const bytes = fc.uint8Array({ maxLength: 200 })

describe('secrets', () => {
  it('opens a sealed secret', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (secret, about) => {
        expect(secrets.open(secrets.seal(secret, about), about)).toStrictEqual(new Uint8Array(secret))
      }),
    )
  })

  it('does not open a changed secret', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (secret, place) => {
        const sealed = secrets.seal(secret, 'site 1')
        const at = place % sealed.length
        expect(() => secrets.open(sealed.with(at, (sealed[at] ?? 0) ^ 1), 'site 1')).toThrow(SecretsUnusable)
      }),
    )
  })

  it('does not open a secret in another place, with another key, or cut short', () => {
    const sealed = secrets.seal(randomBytes(32), 'site 1')
    expect(() => secrets.open(sealed, 'site 2')).toThrow('does not decrypt the secret of site 2.')
    expect(() => secretsBy(randomBytes(32)).open(sealed, 'site 1')).toThrow(SecretsUnusable)
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => secrets.open(sealed.subarray(0, length), 'site 1')).toThrow(SecretsUnusable)
  })

  it('opens with more keys what it does not seal with them', () => {
    const [old, current] = [randomBytes(32), randomBytes(32)]
    const [before, during] = [secretsBy(old), secretsBy(current, [old])]
    const sealed = before.seal(Uint8Array.of(7), 'a')
    expect(during.open(sealed, 'a')).toStrictEqual(Uint8Array.of(7))
    expect([before.isCurrent(sealed, 'a'), during.isCurrent(sealed, 'a')]).toStrictEqual([true, false])
    expect(secretsBy(current).open(during.seal(sealed, 'b'), 'b')).toStrictEqual(sealed)
  })

  it('seals a secret differently each time', () => {
    expect(secrets.seal(randomBytes(0), '')).not.toStrictEqual(secrets.seal(randomBytes(0), ''))
  })
})

describe('secretsOf', () => {
  it('stores in the clear with PostgreSQL and no SECRETS_KEY', () => {
    expect(secretsOf(readConfig({ DATABASE_URL: 'postgresql://localhost/x' }))).toBeNull()
  })

  it('reads the file again after a rotation, and keeps the key that is in use if the file is lost', async () => {
    const dataDir = await newFolder()
    const opened = secretsOf({ databaseUrl: undefined, dataDir }) ?? expect.fail()
    const sealed = opened.seal(Uint8Array.of(7), 'a')
    addKey(dataDir)
    expect(opened.open(sealed, 'a')).toStrictEqual(Uint8Array.of(7))
    expect(opened.isCurrent(sealed, 'a')).toBe(false)
    const again = opened.seal(Uint8Array.of(8), 'a')
    expect(opened.isCurrent(again, 'a')).toBe(true)
    addKey(dataDir)
    expect(opened.open(again, 'a')).toStrictEqual(Uint8Array.of(8))
    expect(() => opened.open(sealed, 'a')).toThrow(SecretsUnusable)
    await rm(join(dataDir, 'secrets.key'))
    expect(opened.open(again, 'a')).toStrictEqual(Uint8Array.of(8))
    opened.seal(Uint8Array.of(9), 'a')
    expect(await readdir(dataDir)).toStrictEqual([])
  })
})

describe('secretsOpener', () => {
  const openIn = (config: Config, mayCreate = true) => secretsOpener(config)({ mayCreate })
  const hex = '0123456789abcdef'.repeat(4)

  it('uses SECRETS_KEY, in either letter case', () => {
    const upper = openIn(readConfig({ SECRETS_KEY: hex.toUpperCase() }))
    const lower = openIn(readConfig({ SECRETS_KEY: hex, DATABASE_URL: 'postgresql://localhost/x' }))
    expect(lower.open(upper.seal(Uint8Array.of(7), 'a'), 'a')).toStrictEqual(Uint8Array.of(7))
  })

  it('creates a key in DATA_DIR for the embedded database, which only its owner can read, and keeps it', async () => {
    const dataDir = await newFolder()
    const first = openIn(readConfig({ DATA_DIR: dataDir }))
    const file = join(dataDir, 'secrets.key')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const content = await readFile(file, 'utf8')
    const second = openIn(readConfig({ DATA_DIR: dataDir }))
    expect(second.open(first.seal(Uint8Array.of(7), 'a'), 'a')).toStrictEqual(Uint8Array.of(7))
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  it('rejects a damaged key file, and does not overwrite it', async () => {
    const dataDir = await newFolder()
    await writeFile(join(dataDir, 'secrets.key'), 'short')
    await chmod(join(dataDir, 'secrets.key'), 0o600)
    expect(() => openIn(readConfig({ DATA_DIR: dataDir }))).toThrow('It must have 64 hexadecimal digits.')
    expect(await readFile(join(dataDir, 'secrets.key'), 'utf8')).toBe('short')
  })

  it('creates no key where there are secrets already', async () => {
    const dataDir = await newFolder()
    expect(() => openIn(readConfig({ DATA_DIR: dataDir }), false)).toThrow(SecretsUnusable)
    expect(await readdir(dataDir)).toStrictEqual([])
  })

  it('explains how to set SECRETS_KEY with PostgreSQL', () => {
    expect(() => openIn(readConfig({ DATABASE_URL: 'postgresql://localhost/x' }))).toThrow('openssl rand -hex 32')
  })
})
