import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openBlockFiles } from '../../src/ipfs/blockFiles.ts'
import { openBlockObjects } from '../../src/ipfs/blockObjects.ts'
import { copyBlocks } from '../../src/ipfs/copyBlocks.ts'
import { LATE_MS, lateRemoval } from '../../src/ipfs/lateRemoval.ts'
import { blockFolder, openIpfs } from '../../src/ipfs/open.ts'
import type { IpfsStore } from '../../src/ipfs/store.ts'
import { openObjects } from '../../src/objects/open.ts'
import { copyPictures } from '../../src/public/documents/shared.ts'
import { streamOf } from '../support/files/files.ts'
import { newFolder } from '../support/files/folders.ts'
import { blockFile } from '../support/ipfs/stores.ts'
import { type S3Server, startS3 } from '../support/objects/s3Server.ts'

const signal = new AbortController().signal

describe('move to an object store', () => {
  let server: S3Server
  let dataDir: string
  /** Servers before, during and after the move. */
  let before: IpfsStore
  let moving: IpfsStore
  let after: IpfsStore
  beforeEach(async () => {
    server = await startS3()
    dataDir = await newFolder()
    const common = { dataDir, ipfsApiUrl: undefined }
    before = await openIpfs(common)
    moving = await openIpfs({ ...common, ...server.config, objectStoreMove: 'on' })
    after = await openIpfs({ ...common, ...server.config })
  })

  const bucket = () => {
    const objects = openObjects(server.config)
    if (!objects) throw new Error('It is configured.')
    return objects
  }
  const copy = async () => copyBlocks(await openBlockFiles(blockFolder({ dataDir })), openBlockObjects(bucket()))
  const add = (store: IpfsStore) => store.add(streamOf(randomBytes(300_000)))

  it('finds every document on all servers that run at the same time', async () => {
    const [old, during] = [await add(before), await add(moving)]
    for (const store of [before, moving]) {
      for (const cid of [old, during]) expect(await store.has(cid, signal)).toBe(true)
    }
    expect(await copy()).toStrictEqual({ copied: 3, present: 3, damaged: [] })
    const later = await add(after)
    for (const store of [moving, after]) {
      for (const cid of [old, during, later]) expect(await store.block(cid, signal)).not.toBeNull()
    }
    expect(await copy()).toStrictEqual({ copied: 0, present: 6, damaged: [] })
    await rm(blockFolder({ dataDir }), { recursive: true })
    expect(await after.block(old, signal)).not.toBeNull()
  })

  it('removes a document from both, and what is noted of it is not copied back', async () => {
    const cid = await add(moving)
    await moving.remove(cid)
    for (const store of [before, moving, after]) expect(await store.has(cid, signal)).toBe(false)
    const folder = await openBlockFiles(blockFolder({ dataDir: await newFolder() }))
    const blocks = openBlockObjects(bucket())
    const listed = { ...blocks, list: lateRemoval(bucket(), blocks).list }
    expect(await copyBlocks(listed, folder)).toMatchObject({ copied: 0 })
    for (let time = 0; time < 2; time += 1) {
      await server.age(LATE_MS + 60_000)
      await moving.finishRemovals(new Date())
    }
    expect(await server.keys()).toStrictEqual([])
    expect(await collect(before.list())).toStrictEqual([])
  })

  it('lists damaged blocks, and copies the others', async () => {
    const [damaged, whole] = [await add(before), await add(before)]
    await writeFile(blockFile(blockFolder({ dataDir }), damaged), 'x')
    const { copied, damaged: found } = await copy()
    expect(copied).toBe(5)
    expect(found.map(({ multihash }) => multihash)).toStrictEqual([damaged.multihash])
    expect(await after.has(damaged, signal)).toBe(false)
    expect(await after.has(whole, signal)).toBe(true)
  })

  it('replaces a block that is damaged in the bucket', async () => {
    const cid = await add(before)
    await copy()
    await server.put(blockFile('ipfs', cid), randomBytes(10))
    expect(await copy()).toStrictEqual({ copied: 1, present: 2, damaged: [] })
    expect(await after.block(cid, signal)).not.toBeNull()
  })

  it('does not keep a block that servers remove while it is copied', async () => {
    const cid = await before.add(streamOf(randomBytes(1000)))
    let removing: Promise<void> | undefined
    server.fail(({ method }) => {
      if (method === 'PUT') removing ??= before.remove(cid)
      return null
    })
    await copy()
    await removing
    expect(await after.has(cid, signal)).toBe(false)
  })

  it('copies pictures', async () => {
    const path = join(dataDir, 'pictures', 'SS', '01M81_ab.png')
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'picture')
    expect(await copyPictures(join(dataDir, 'pictures'), bucket())).toBe(1)
    expect(await copyPictures(join(dataDir, 'pictures'), bucket())).toBe(0)
    expect(Buffer.from((await bucket().get('pictures/SS/01M81_ab.png', 100)) ?? []).toString()).toBe('picture')
  })

  it('acknowledges nothing before all blocks are stored', async () => {
    server.fail(({ method, url }) => (method === 'PUT' && url?.includes('/ipfs/') ? 'denied' : null))
    await expect(add(after)).rejects.toThrow('s3:PutObject')
    expect(await collect(after.list())).toStrictEqual([])
  })
})

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
