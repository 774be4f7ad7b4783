import { randomBytes } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { beforeEach, describe, expect, it } from 'vitest'
import { walk } from '../../src/ipfs/dag.ts'
import { LATE_MS } from '../../src/ipfs/lateRemoval.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { IpfsMissing, type IpfsStore } from '../../src/ipfs/store.ts'
import { blocksOf } from '../../src/server/backup/blocks.ts'
import { streamOf } from '../support/files/files.ts'
import { newFolder } from '../support/files/folders.ts'
import { type S3Server, startS3 } from '../support/objects/s3Server.ts'

const signal = new AbortController().signal
const CHUNK = 262_144

describe('removal of documents from a bucket whose lists are late', () => {
  let server: S3Server
  let store: IpfsStore
  /** Another process. */
  let other: IpfsStore
  const shared = randomBytes(CHUNK)
  const documentOf = (size = 1000) => Buffer.concat([shared, randomBytes(size)])
  beforeEach(async () => {
    server = await startS3()
    const open = async () => openIpfs({ ...server.config, ipfsApiUrl: undefined, dataDir: await newFolder() })
    store = await open()
    other = await open()
  })

  const add = (content: Buffer, to = store) => to.add(streamOf(content))
  /** Reads past the cache of `store`. */
  const read = async (cid: CID) => {
    const fresh = await openIpfs({ ...server.config, ipfsApiUrl: undefined, dataDir: await newFolder() })
    let blocks = 0
    for await (const _ of walk(fresh.stored, cid, signal)) blocks += 1
    return blocks
  }
  const isGone = async (cid: CID) => expect(read(cid)).rejects.toBeInstanceOf(IpfsMissing)
  const laterOn = async () => {
    await server.age(LATE_MS + 60_000)
    await store.finishRemovals(new Date())
  }

  it('removes a document at once, and its other blocks later', async () => {
    const [cid, small] = [await add(documentOf()), await add(Buffer.from('small'))]
    await store.remove(cid)
    await store.remove(small)
    await isGone(cid)
    await isGone(small)
    await store.finishRemovals(new Date())
    expect((await server.keys()).filter((key) => key.startsWith('ipfs/'))).toHaveLength(2)
    await laterOn()
    expect((await server.keys()).filter((key) => !key.startsWith('removed/'))).toStrictEqual([])
    await laterOn()
    expect(await server.keys()).toStrictEqual([])
  })

  it('keeps the blocks of a document that the list lacks', async () => {
    const removed = await add(documentOf())
    await server.freezeLists()
    const kept = await add(documentOf(), other)
    await store.remove(removed)
    expect(await read(kept)).toBe(3)
    server.thawLists()
    await laterOn()
    expect(await read(kept)).toBe(3)
    await isGone(removed)
    await laterOn()
    expect(await server.keys()).toHaveLength(4)
    await other.remove(kept)
    await laterOn()
    await laterOn()
    expect(await server.keys()).toStrictEqual([])
  })

  it('removes shared blocks although the list still has a removed document', async () => {
    const [one, two] = [await add(documentOf()), await add(documentOf())]
    await store.remove(one)
    await server.freezeLists()
    await other.remove(two)
    await server.age(LATE_MS + 60_000)
    await store.finishRemovals(new Date())
    server.thawLists()
    await laterOn()
    await laterOn()
    expect(await server.keys()).toStrictEqual([])
  })

  it('removes shared blocks of documents that two processes remove at the same time', async () => {
    const cids = [await add(documentOf()), await add(documentOf())]
    await Promise.all([store, other].map((one, index) => one.remove(cids[index] ?? failed())))
    await laterOn()
    await laterOn()
    expect(await server.keys()).toStrictEqual([])
  })

  it('keeps blocks of a document that is being stored', async () => {
    const [removed, content] = [await add(documentOf()), documentOf()]
    await store.remove(removed)
    await server.age(LATE_MS + 60_000)
    const [root, ...chunks] = await blocksIn(content)
    for (const { cid, bytes } of chunks) await other.put(cid, bytes)
    await store.finishRemovals(new Date())
    await other.put(root?.cid ?? failed(), root?.bytes ?? failed())
    expect(await read(root?.cid ?? failed())).toBe(3)
    await laterOn()
    await laterOn()
    expect(await read(root?.cid ?? failed())).toBe(3)
  })

  it('puts blocks back that were removed while a document with them was stored', async () => {
    const [removed, content] = [await add(documentOf()), documentOf()]
    await store.remove(removed)
    const [root, ...chunks] = await blocksIn(content)
    for (const { cid, bytes } of chunks) await other.put(cid, bytes)
    await laterOn()
    await other.put(root?.cid ?? failed(), root?.bytes ?? failed())
    await laterOn()
    expect(await read(root?.cid ?? failed())).toBe(3)
    expect((await server.keys()).filter((key) => !/^(ipfs|nodes)\//.test(key))).toStrictEqual([])
  })

  it('completes a removal that was interrupted at any request', async () => {
    const [cid, kept] = [await add(documentOf()), await add(documentOf())]
    for (let allowed = 0; ; allowed += 1) {
      let left = allowed
      server.fail(({ method }) => (method !== 'GET' && left-- <= 0 ? 'denied' : null))
      if (
        await store.remove(cid).then(
          () => true,
          () => false,
        )
      )
        break
    }
    server.fail(() => null)
    await isGone(cid)
    await laterOn()
    await laterOn()
    expect(await server.keys()).toHaveLength(4)
    expect(await read(kept)).toBe(3)
  })

  it('keeps blocks of removed documents out of lists, and blocks of others in them', async () => {
    const [removed, kept] = [await add(documentOf()), await add(documentOf())]
    await store.remove(removed)
    const listed: string[] = []
    for await (const { multihash } of store.list()) listed.push(String(multihash.digest))
    const ofKept = (await blocksIn(null, kept)).map(({ cid }) => String(cid.multihash.digest))
    expect(listed.toSorted()).toStrictEqual(ofKept.toSorted())
  })

  it('backs up named documents that the list lacks', async () => {
    await server.freezeLists()
    const cids = [await add(documentOf()), await add(Buffer.from('small'))]
    const saved: CID[] = []
    const named = async () =>
      [...cids, 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku', 'no CID'].map(String)
    for await (const { cid } of blocksOf(store, named, failed)) saved.push(cid)
    expect(saved).toHaveLength(4)
    server.thawLists()
    for await (const _ of blocksOf(store, named, failed)) saved.push(_.cid)
    expect(saved).toHaveLength(8)
  })

  /** Returns the blocks of a document, the root first. */
  async function blocksIn(content: Buffer | null, stored?: CID): Promise<{ cid: CID; bytes: Uint8Array }[]> {
    const folder = await openIpfs({ ipfsApiUrl: undefined, dataDir: await newFolder() })
    const cid = stored ?? (await add(content ?? failed(), folder))
    const blocks: { cid: CID; bytes: Uint8Array }[] = []
    for await (const block of walk(stored ? store.stored : folder.stored, cid, signal)) blocks.push(block)
    return blocks
  }
})

function failed(): never {
  throw new Error('This must not happen.')
}
