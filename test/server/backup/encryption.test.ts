import { randomBytes } from 'node:crypto'
import { ReadableStream } from 'node:stream/web'
import { Encrypter } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { decryptIfEncrypted, encrypt } from '../../../src/server/backup/encryption.ts'
import { MalformedTar } from '../../../src/server/backup/tar.ts'

const PHRASE = 'correct horse battery staple'
const CHUNK = 64 * 1024
const plain = randomBytes(3 * CHUNK + 5)

async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts)
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

const open = async (bytes: Buffer, { phrase = PHRASE, size = 10_000 } = {}) =>
  collect(await decryptIfEncrypted(pieces(bytes, size), async () => phrase))

const toEncrypt = () => ReadableStream.from(pieces(plain, 10_000))

/** Encrypted with fewer rounds, so that opening it does not take seconds. */
const encrypter = new Encrypter()
encrypter.setPassphrase(PHRASE)
encrypter.setScryptWorkFactor(10)
const encrypted = await collect(await encrypter.encrypt(toEncrypt()))

describe('encrypt', () => {
  it('writes the format of age with a passphrase, which its result opens', async () => {
    const written = await collect(await encrypt(toEncrypt(), PHRASE))
    expect(written.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt [\w+/]{22} 18\n/)
    expect(await open(written)).toEqual(plain)
  })

  it('encrypts while the result is read, and holds only some chunks', async () => {
    let made = 0
    const endless = async function* () {
      for (;;) {
        made += 1
        yield randomBytes(CHUNK)
      }
    }
    const output = (await encrypt(ReadableStream.from(endless()), PHRASE))[Symbol.asyncIterator]()
    for (let read = 0; read < 100; read += 1) await output.next()
    expect(made).toBeLessThan(110)
    await output.return?.()
  })
})

describe('decryptIfEncrypted', () => {
  it('returns other content unchanged, and asks for no passphrase', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('age'), randomBytes(CHUNK)]) {
      expect(await collect(await decryptIfEncrypted(pieces(bytes, 5), () => expect.fail('It asks.')))).toEqual(bytes)
    }
  })

  it('decrypts content that arrives in parts of any size', async () => {
    for (const size of [7, 10_000, encrypted.length]) expect(await open(encrypted, { size })).toEqual(plain)
  })

  it('rejects another passphrase before it reads the content', async () => {
    const error = await open(encrypted, { phrase: `${PHRASE} ` }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Problem)
    expect(error).toMatchObject({ message: 'The passphrase does not open this backup.' })
  })

  const header = encrypted.indexOf('\n---') + 49
  it.each([
    ['truncated in its last chunk', encrypted.subarray(0, -3)],
    ['truncated between chunks', encrypted.subarray(0, header + 16 + 2 * (CHUNK + 16))],
    ['longer', Buffer.concat([encrypted, Buffer.alloc(1024)])],
    ['changed', encrypted.with(encrypted.length - 5, (encrypted.at(-5) ?? 0) ^ 1)],
  ])('rejects a backup that is %s', async (_, bytes) => {
    await expect(open(Buffer.from(bytes))).rejects.toThrow(MalformedTar)
  })

  it('rejects a damaged header', async () => {
    for (const bytes of [encrypted.subarray(0, 40), encrypted.subarray(0, header)]) {
      await expect(open(bytes)).rejects.toThrow('The header of the encrypted backup is damaged.')
    }
  })
})
