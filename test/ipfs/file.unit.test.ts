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

/** What goes wrong when all of a file is read. */
async function failure(cid: CID): Promise<unknown> {
  return read(cid).then(
    () => null,
    (error: unknown) => error,
  )
}

describe('A file', () => {
  it('gives any span of its bytes, however it is laid out', async () => {
    const content = fc.uint8Array({ minLength: 1, maxLength: 300 })
    const property = fc.asyncProperty(content, fc.boolean(), fc.nat(310), fc.nat(310), async (bytes, raw, one, two) => {
      const [start, end] = one < two ? [one, two] : [two, one]
      const cid = await addInPieces(store, bytes, raw)
      expect((await openFile(store, cid, signal)).size).toBe(bytes.length)
      expect(await read(cid, start, end)).toStrictEqual(Buffer.from(bytes.subarray(start, end)))
    })
    await fc.assert(property, { numRuns: 100 })
  })

  it('reads no more blocks than a span of it needs', async () => {
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

  it('is missing where one of its blocks is, which is named', async () => {
    const lost = CID.parse('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')
    const error = await failure(await putFile(store, [{ cid: lost, size: 12 }]))
    expect(error).toBeInstanceOf(IpfsMissing)
    expect(error).toHaveProperty('message', expect.stringContaining(lost.toString()))
  })
})

describe('What is no file', () => {
  it.each([
    ['a directory', () => putDirectory(store, {})],
    ['no UnixFS', () => putNode(store, new Uint8Array([255, 255, 255]))],
    ['a node without anything', () => putNode(store, new Uint8Array())],
    ['no dag-pb', async () => CID.createV1(0x70, (await putRaw(store, new Uint8Array([1, 2, 3]))).multihash)],
    ['sizes that are not those of its parts', async () => putFile(store, [{ cid: await three(), size: 4 }])],
    [
      'more bytes than can be counted',
      async () => {
        const part = { cid: await three(), size: Number.MAX_SAFE_INTEGER }
        return putFile(store, [part, part])
      },
    ],
    ['deeper than any program writes', () => chain(40)],
  ])('is told: %s', async (_what, make) => {
    expect(await failure(await make())).toBeInstanceOf(IpfsUnsupported)
  })

  it('costs nothing where it is wide, deep and empty', async () => {
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

describe('A walk', () => {
  it('sees each block once, however often a DAG refers to it', async () => {
    let cid = await three()
    for (let depth = 0; depth < 12; depth += 1) {
      const part = { cid, size: 3 ** (depth + 1) }
      cid = await putFile(store, [part, part, part])
    }
    expect(await count(cid)).toBe(13)
  })

  it('gives up where more blocks lie before it than it would remember', async () => {
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
