import { buffer } from 'node:stream/consumers'
import { CarReader, CarWriter } from '@ipld/car'
import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, it } from 'vitest'
import { MalformedCar, readCar, writeCar } from '../../src/ipfs/car.ts'
import { type Block, walk } from '../../src/ipfs/dag.ts'
import { addInPieces, blocksInMemory } from '../support/ipfs/dags.ts'

let root: CID
let blocks: Block[]
let car: Buffer
beforeAll(async () => {
  const store = blocksInMemory()
  root = await addInPieces(
    store,
    Uint8Array.from({ length: 100 }, (_, index) => index),
  )
  blocks = await all(walk(store, root, new AbortController().signal))
  car = await buffer(writeCar([root], streamOf(blocks)))
})

async function read(bytes: Uint8Array, pieces = bytes.length): Promise<{ roots: CID[]; blocks: Block[] }> {
  const cut = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  )
  const { roots, blocks } = await readCar(streamOf(cut))
  return { roots, blocks: await all(blocks) }
}

const textOf = (some: Block[]) => some.map(({ cid, bytes }) => `${cid} ${Buffer.from(bytes).toString('hex')}`)

describe('writeCar and readCar', () => {
  it('writes a CAR that other software reads', async () => {
    const reader = await CarReader.fromBytes(car)
    expect((await reader.getRoots()).map(String)).toStrictEqual([String(root)])
    expect(textOf(await all(reader.blocks()))).toStrictEqual(textOf(blocks))
  })

  it.each([1, 7, 64, 100_000])('reads a CAR of other software in chunks of %d bytes', async (pieces) => {
    const { writer, out } = CarWriter.create([root])
    const written = buffer(out)
    for (const block of blocks) await writer.put(block)
    await writer.close()
    const again = await read(await written, pieces)
    expect(again.roots.map(String)).toStrictEqual([String(root)])
    expect(textOf(again.blocks)).toStrictEqual(textOf(blocks))
  })

  it('rejects a CAR that is cut anywhere but between blocks', async () => {
    const ends = new Set<number>()
    for (let count = 0; count <= blocks.length; count += 1) {
      ends.add((await buffer(writeCar([root], streamOf(blocks.slice(0, count))))).length)
    }
    for (let length = 0; length < car.length; length += 1) {
      if (ends.has(length)) continue
      await expect(read(car.subarray(0, length)), `${length} bytes`).rejects.toBeInstanceOf(MalformedCar)
    }
  })

  it.each([
    ['an empty file', ''],
    ['zeros', '0000'],
    ['a header that claims 2^31 bytes', '8080808008'],
    ['a header that claims more than numbers hold', 'ffffffffffffffffff7f'],
    ['a length without an end', 'ffffffffffffffffffffffffffff'],
    ['a length with superfluous bytes', '8100'],
    ['version 2', '0aa16776657273696f6e02'],
    ['a header without a root', '11a265726f6f7473806776657273696f6e01'],
    ['a root that is not a CID', '12a265726f6f747381016776657273696f6e01'],
    ['a header that is not a map', '01f6'],
    ['text', Buffer.from('PK\x03\x04 this is no CAR').toString('hex')],
  ])('rejects %s', async (_what, hex) => {
    await expect(read(Buffer.from(hex, 'hex'))).rejects.toBeInstanceOf(MalformedCar)
  })

  it('rejects a block that claims to be huge without reading on', async () => {
    const header = await buffer(writeCar([root], streamOf([])))
    async function* endless() {
      yield header
      yield Buffer.from('ffffffff0f', 'hex')
      for (;;) throw new Error('More than a claim was read.')
    }
    const { blocks: claimed } = await readCar(endless())
    await expect(claimed.next()).rejects.toBeInstanceOf(MalformedCar)
  })

  it('reads a CAR with any changed byte, or throws MalformedCar', async () => {
    const property = fc.asyncProperty(fc.nat(car.length - 1), fc.nat(255), async (place, byte) => {
      const other = Buffer.from(car)
      other[place] = byte
      await read(other).catch((error: unknown) => expect(error).toBeInstanceOf(MalformedCar))
    })
    await fc.assert(property, { numRuns: 200 })
  })
})

async function* streamOf<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
