import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../../src/ipfs/embedded.ts'
import { IpfsUnavailable } from '../../src/ipfs/store.ts'
import { files, streamOf } from '../support/files.ts'
import { newFolder } from '../support/folders.ts'

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
})
