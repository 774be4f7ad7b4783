import { randomBytes } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { create as multihash } from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { beforeEach, describe, expect, it } from 'vitest'
import { IpfsDamaged, IpfsUnavailable, IpfsUnsupported } from '../../src/ipfs/store.ts'
import { files, streamOf } from '../support/files/files.ts'
import { startBucket, stores, type TestStore } from '../support/ipfs/stores.ts'

const signal = new AbortController().signal
const hello = new TextEncoder().encode('hello world\n')
const helloCid = CID.parse('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')

describe.each(Object.entries({ ...stores, bucket: startBucket }))('IpfsStore (%s)', (_, start) => {
  let here: Omit<TestStore, 'config'>
  beforeEach(async () => {
    here = await start()
  })

  const list = () => collect(here.store.list())

  it.each(files)('returns the blocks of an added file: $name', async ({ bytes, v1 }) => {
    const cid = await here.store.add(streamOf(bytes))
    expect(cid.toString()).toBe(v1)
    const root = await here.store.block(cid, signal)
    expect(root && (await sha256.digest(root)).bytes).toStrictEqual(cid.multihash.bytes)
    expect(await here.store.stored.block(cid, signal)).toStrictEqual(root)
  })

  it('finds a block by any CID with its hash', async () => {
    await here.store.put(helloCid, hello)
    const { multihash } = helloCid
    for (const cid of [CID.parse(`${base58btc.encode(multihash.bytes).slice(1)}`), CID.createV1(0x70, multihash)]) {
      expect(await here.store.block(cid, signal)).toStrictEqual(await here.store.block(helloCid, signal))
    }
  })

  it('returns null for a block that was never put', async () => {
    expect(await here.store.block(helloCid, signal)).toBeNull()
    expect(await list()).toStrictEqual([])
  })

  it('lists every block', async () => {
    await here.store.add(streamOf(randomBytes(600_000)))
    await here.store.put(helloCid, hello)
    const all = await list()
    expect(all).toHaveLength(5)
    expect(all.map(String)).toContain(helloCid.toString())
  })

  it('throws IpfsDamaged for a damaged block, until it is put again', async () => {
    await here.store.put(helloCid, hello)
    await here.damage(helloCid)
    for (const blocks of [here.store, here.store.stored]) {
      const error = await blocks.block(helloCid, signal).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(IpfsDamaged)
      expect(error).toHaveProperty('message', expect.stringContaining(helloCid.toString()))
    }
    await here.store.put(helloCid, hello)
    expect(await here.store.block(helloCid, signal)).toHaveLength(hello.length)
  })

  it('throws IpfsUnavailable for reads and writes while it is down', async () => {
    await here.store.put(helloCid, hello)
    await here.takeDown()
    await expect(here.store.block(helloCid, signal)).rejects.toBeInstanceOf(IpfsUnavailable)
    await expect(here.store.stored.block(helloCid, signal)).rejects.toBeInstanceOf(IpfsUnavailable)
    await expect(here.store.put(helloCid, hello)).rejects.toBeInstanceOf(IpfsUnavailable)
    await expect(list()).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it('throws IpfsUnavailable when it should remove a document while it is down', async () => {
    const cids = [await here.store.add(streamOf(randomBytes(600_000))), await here.store.add(streamOf(hello))]
    await here.takeDown()
    for (const cid of cids) await expect(here.store.remove(cid)).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it('does nothing when it should remove a document that it does not have', async () => {
    await here.store.remove(helloCid)
    await here.store.remove(CID.createV1(RAW, multihash(0, hello)))
  })

  it('rejects bytes that do not match their CID', async () => {
    await expect(here.store.put(helloCid, randomBytes(12))).rejects.toBeInstanceOf(IpfsDamaged)
    expect(await list()).toStrictEqual([])
  })

  it.each([
    ['dag-cbor', CID.createV1(0x71, helloCid.multihash)],
    ['libp2p-key', CID.createV1(0x72, helloCid.multihash)],
    ['SHA-512', CID.createV1(RAW, multihash(0x13, new Uint8Array(64)))],
    ['a part of a SHA-256', CID.createV1(RAW, multihash(0x12, helloCid.multihash.digest.subarray(0, 4)))],
    ['129 bytes in the CID', CID.createV1(RAW, multihash(0, new Uint8Array(129)))],
  ])('rejects a CID with %s', async (_what, cid) => {
    await expect(here.store.block(cid, signal)).rejects.toBeInstanceOf(IpfsUnsupported)
    await expect(here.store.put(cid, hello)).rejects.toBeInstanceOf(IpfsUnsupported)
  })

  it('rejects a block of more than 2 MiB', async () => {
    const bytes = new Uint8Array(2 * 1024 * 1024 + 1)
    const cid = CID.createV1(RAW, await sha256.digest(bytes))
    await expect(here.store.put(cid, bytes)).rejects.toBeInstanceOf(IpfsUnsupported)
  })

  it('reads the bytes inside an identity CID, and stores nothing', async () => {
    const cid = CID.createV1(RAW, multihash(0, hello))
    await here.store.put(cid, hello)
    expect(await list()).toStrictEqual([])
    expect(await here.store.stored.block(cid, signal)).toStrictEqual(hello)
  })
})

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
