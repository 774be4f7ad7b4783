import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../../src/ipfs/embedded.ts'
import { IpfsUnavailable } from '../../src/ipfs/store.ts'
import { files, streamOf } from '../support/files/files.ts'
import { newFolder } from '../support/files/folders.ts'
import { addInPieces } from '../support/ipfs/dags.ts'
import { blockFile } from '../support/ipfs/stores.ts'

const signal = new AbortController().signal

describe('openEmbeddedStore', () => {
  it.each(files)('returns the CID of `ipfs add --cid-version=1`: $name', async ({ bytes, v1 }) => {
    const store = await openEmbeddedStore(await newFolder())
    expect((await store.add(streamOf(bytes))).toString()).toBe(v1)
  })

  it('has only the files that were added, also after it is opened again', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const [hello, other] = files.map(({ bytes, v1 }) => ({ bytes, cid: CID.parse(v1) }))
    if (!hello || !other) throw new Error('The vectors have several files.')
    expect(await store.has(hello.cid, signal)).toBe(false)

    await Promise.all([1, 2, 3].map(() => store.add(streamOf(hello.bytes))))
    const again = await openEmbeddedStore(folder)

    for (const opened of [store, again]) {
      expect(await opened.has(hello.cid, signal)).toBe(true)
      expect(await opened.has(other.cid, signal)).toBe(false)
    }
  })

  it('removes the blocks of a document, except those that another document has too', async () => {
    const store = await openEmbeddedStore(await newFolder())
    const list = async () => {
      const all: string[] = []
      for await (const cid of store.list()) all.push(String(cid))
      return all.sort()
    }
    const [shared, ...own] = [0, 1, 2].map(() => randomBytes(262_144))
    const single = randomBytes(1000)
    const other = await store.add(streamOf(Buffer.concat([shared ?? single, own[0] ?? single])))
    const nested = await addInPieces(store, randomBytes(100))
    const before = await list()
    for (const bytes of [Buffer.concat([shared ?? single, own[1] ?? single]), single, Buffer.alloc(262_144 * 200, 1)]) {
      const cid = await store.add(streamOf(bytes))
      expect((await list()).length).toBeGreaterThan(before.length)
      await store.remove(cid)
      expect(await list()).toStrictEqual(before)
      await store.remove(cid)
    }
    for (const cid of [other, nested]) await store.remove(cid)
    expect(await list()).toStrictEqual([])
  })

  it('removes what is left of a document with a missing or damaged block', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const cid = await store.add(streamOf(randomBytes(600_000)))
    await writeFile(blockFile(folder, cid), 'damaged')
    await store.remove(cid)
    expect(await store.has(cid, signal)).toBe(false)
  })

  it('creates its folder', async () => {
    const store = await openEmbeddedStore(join(await newFolder(), 'not', 'there', 'yet'))
    expect(await store.has(await store.add(streamOf(new Uint8Array(3))), signal)).toBe(true)
  })

  it('throws IpfsUnavailable when its folder is missing', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const cid = await store.add(streamOf(new Uint8Array(3)))
    await rm(folder, { recursive: true })
    await expect(store.has(cid, signal)).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it('stores each block in a file that is named by its hash', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const cid = await store.add(streamOf(new TextEncoder().encode('hello world\n')))
    expect(await readFile(blockFile(folder, cid), 'utf8')).toBe('hello world\n')
  })

  it('stores no part of a file whose stream fails', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    async function* breaking() {
      yield new Uint8Array(600_000)
      throw new Error('It broke off.')
    }
    await expect(store.add(breaking())).rejects.toThrow('It broke off.')
    expect(await filesIn(folder)).toStrictEqual([])
  })

  it('throws IpfsFull and stores nothing when the disk has no room', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const small = await store.add(streamOf(new Uint8Array(3)))
    const before = await filesIn(folder)
    // Limits files to 200 KB; a block has 256 KB.
    const script = fileURLToPath(new URL('../support/ipfs/addToStore.ts', import.meta.url))
    const limited = ['-c', 'ulimit -f 400; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script, folder]
    const { stdout } = await promisify(execFile)('sh', limited)
    expect(stdout).toBe('IpfsFull\n')
    expect(await filesIn(folder)).toStrictEqual(before)
    expect(await store.has(small, signal)).toBe(true)
  })

  it('deletes files that a killed process left a day ago, and nothing newer', async () => {
    const folder = await newFolder()
    for (const stage of ['old', 'new']) {
      await mkdir(join(folder, '.stages', stage), { recursive: true })
      await writeFile(join(folder, '.stages', stage, 'half'), 'of a block')
    }
    const before = new Date(Date.now() - 25 * 3_600_000)
    await utimes(join(folder, '.stages', 'old'), before, before)
    await openEmbeddedStore(folder)
    expect(await readdir(join(folder, '.stages'))).toStrictEqual(['new'])
  })
})

async function filesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  return all.filter((entry) => entry.isFile()).map(({ name }) => name)
}
