import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { walk } from '../../src/ipfs/dag.ts'
import { openFile } from '../../src/ipfs/file.ts'
import { type Blocks, IpfsMissing, IpfsUnsupported } from '../../src/ipfs/store.ts'
import { addInPieces, blocksInMemory, putDirectory, putFile, putNode, putRaw } from '../support/ipfs/dags.ts'

const signal = new AbortController().signal

const store = blocksInMemory()

async function read(cid: CID, start = 0, end = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return buffer((await openFile(store, cid, signal)).read({ start, end }))
}

/** Returns the error of reading a whole file, or null. */
async function failure(cid: CID): Promise<unknown> {
  return read(cid).then(
    () => null,
    (error: unknown) => error,
  )
}

describe('openFile', () => {
  it('reads any range of bytes from any layout of blocks', async () => {
    const content = fc.uint8Array({ minLength: 1, maxLength: 300 })
    const property = fc.asyncProperty(content, fc.boolean(), fc.nat(310), fc.nat(310), async (bytes, raw, one, two) => {
      const [start, end] = one < two ? [one, two] : [two, one]
      const cid = await addInPieces(store, bytes, raw)
      expect((await openFile(store, cid, signal)).size).toBe(bytes.length)
      expect(await read(cid, start, end)).toStrictEqual(Buffer.from(bytes.subarray(start, end)))
    })
    await fc.assert(property, { numRuns: 100 })
  })

  it('reads only the blocks that a range needs', async () => {
    const cid = await addInPieces(
      store,
      Uint8Array.from({ length: 2000 }, (_, index) => index % 251),
    )
    let blocks = 0
    const counting = {
      block(...asked: Parameters<Blocks['block']>) {
        blocks += 1
        return store.block(...asked)
      },
    }
    const file = await openFile(counting, cid, signal)
    expect(await buffer(file.read({ start: 1000, end: 1003 }))).toHaveLength(3)
    expect(blocks).toBeLessThan(9)
  })

  it('throws IpfsMissing and names the missing block', async () => {
    const lost = CID.parse('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')
    const error = await failure(await putFile(store, [{ cid: lost, size: 12 }]))
    expect(error).toBeInstanceOf(IpfsMissing)
    expect(error).toHaveProperty('message', expect.stringContaining(lost.toString()))
  })
})

describe('openFile of unsupported content', () => {
  it.each([
    ['a directory', () => putDirectory(store, {})],
    ['a node that is not UnixFS', () => putNode(store, new Uint8Array([255, 255, 255]))],
    ['an empty node', () => putNode(store, new Uint8Array())],
    [
      'a block that is not dag-pb',
      async () => CID.createV1(0x70, (await putRaw(store, new Uint8Array([1, 2, 3]))).multihash),
    ],
    ['parts of other sizes', async () => putFile(store, [{ cid: await three(), size: 4 }])],
    [
      'more bytes than a number can count',
      async () => {
        const part = { cid: await three(), size: Number.MAX_SAFE_INTEGER }
        return putFile(store, [part, part])
      },
    ],
    ['more levels than any program writes', () => chain(40)],
  ])('throws IpfsUnsupported for %s', async (_what, make) => {
    expect(await failure(await make())).toBeInstanceOf(IpfsUnsupported)
  })

  it('reads an empty file from a wide and deep DAG', async () => {
    let cid = await putFile(store, [])
    for (let depth = 0; depth < 12; depth += 1) {
      const part = { cid, size: 0 }
      cid = await putFile(
        store,
        Array.from({ length: 100 }, () => part),
      )
    }
    expect(await read(cid)).toHaveLength(0)
  })
})

describe('walk', () => {
  it('visits each block once, however often a DAG refers to it', async () => {
    let cid = await three()
    for (let depth = 0; depth < 12; depth += 1) {
      const part = { cid, size: 3 ** (depth + 1) }
      cid = await putFile(store, [part, part, part])
    }
    expect(await count(cid)).toBe(13)
  })

  it('throws IpfsUnsupported when more blocks are pending than it stores', async () => {
    const leaf = { cid: await three(), size: 3 }
    let cid = leaf.cid
    for (let depth = 0; depth < 6; depth += 1)
      cid = await putFile(store, [{ cid, size: 3 }, ...Array(40_000).fill(leaf)])
    await expect(count(cid)).rejects.toBeInstanceOf(IpfsUnsupported)
  })
})

const three = () => putRaw(store, new Uint8Array([1, 2, 3]))

async function chain(depth: number): Promise<CID> {
  let cid = await three()
  for (let left = depth; left > 0; left -= 1) cid = await putFile(store, [{ cid, size: 3 }])
  return cid
}

async function count(cid: CID): Promise<number> {
  let blocks = 0
  for await (const _ of walk(store, cid, signal)) blocks += 1
  return blocks
}
