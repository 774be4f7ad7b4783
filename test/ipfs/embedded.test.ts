import { execFile } from 'node:child_process'
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
import { blockFile } from '../support/ipfs/stores.ts'

const signal = new AbortController().signal

describe('The embedded store', () => {
  it.each(files)('gives the CID of `ipfs add --cid-version=1`: $name', async ({ bytes, v1 }) => {
    const store = await openEmbeddedStore(await newFolder())
    expect((await store.add(streamOf(bytes))).toString()).toBe(v1)
  })

  it('has what was added to it, however often, also after it is opened again, and nothing else', async () => {
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

  it('makes its folder', async () => {
    const store = await openEmbeddedStore(join(await newFolder(), 'not', 'there', 'yet'))
    expect(await store.has(await store.add(streamOf(new Uint8Array(3))), signal)).toBe(true)
  })

  it('says that it cannot be asked, not that a document is missing, when its folder is gone', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const cid = await store.add(streamOf(new Uint8Array(3)))
    await rm(folder, { recursive: true })
    await expect(store.has(cid, signal)).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it('keeps each block in a file by the name of its hash', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const cid = await store.add(streamOf(new TextEncoder().encode('hello world\n')))
    expect(await readFile(blockFile(folder, cid), 'utf8')).toBe('hello world\n')
  })

  it('keeps nothing of a file whose stream breaks off', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    async function* breaking() {
      yield new Uint8Array(600_000)
      throw new Error('It broke off.')
    }
    await expect(store.add(breaking())).rejects.toThrow('It broke off.')
    expect(await filesIn(folder)).toStrictEqual([])
  })

  it('keeps nothing of a file for which the disk has no room, and says so', async () => {
    const folder = await newFolder()
    const store = await openEmbeddedStore(folder)
    const small = await store.add(streamOf(new Uint8Array(3)))
    const before = await filesIn(folder)
    // Files of 200 KB at most, and a block has 256.
    const script = fileURLToPath(new URL('../support/ipfs/addToStore.ts', import.meta.url))
    const limited = ['-c', 'ulimit -f 400; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script, folder]
    const { stdout } = await promisify(execFile)('sh', limited)
    expect(stdout).toBe('IpfsFull\n')
    expect(await filesIn(folder)).toStrictEqual(before)
    expect(await store.has(small, signal)).toBe(true)
  })

  it('forgets in a day what a process left that was killed, and nothing that another may be writing', async () => {
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
