import '../sourceMaps.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { createKeccak } from 'hash-wasm'
import type { TreeMessage } from './merkleTree.ts'

const HASH = 32

const leaves = Buffer.from(workerData as Uint8Array) // merkleTree passes bytes.
const count = leaves.length / HASH
const leafOf = (place: number) => leaves.subarray(place * HASH, (place + 1) * HASH)

// All nodes concatenated: the root first, the children of node i at 2i + 1 and 2i + 2, the least leaf last.
const nodes = Buffer.alloc((2 * count - 1) * HASH)
const nodeOf = (index: number) => nodes.subarray(index * HASH, (index + 1) * HASH)
const indexes = new Uint32Array(count)
const sorted = Array.from({ length: count }, (_, place) => place).sort((one, two) => leafOf(one).compare(leafOf(two)))
sorted.forEach((place, rank) => {
  const index = 2 * count - 2 - rank
  indexes[place] = index
  nodes.set(leafOf(place), index * HASH)
})

// WebAssembly hashes seven times as fast as JavaScript.
const keccak = await createKeccak(256)
const pair = Buffer.alloc(2 * HASH)
for (let index = count - 2; index >= 0; index -= 1) {
  const [one, two] = [nodeOf(2 * index + 1), nodeOf(2 * index + 2)]
  const isOrdered = one.compare(two) <= 0
  pair.set(isOrdered ? one : two)
  pair.set(isOrdered ? two : one, HASH)
  nodes.set(keccak.init().update(pair).digest('binary'), index * HASH)
}

const proofs = new Uint8Array(count * Math.ceil(Math.log2(count)) * HASH)
const ends = new Uint32Array(count)
let end = 0
indexes.forEach((leafIndex, place) => {
  for (let index = leafIndex; index > 0; index = (index - 1) >> 1) {
    proofs.set(nodeOf(index % 2 ? index + 1 : index - 1), end)
    end += HASH
  }
  ends[place] = end
})

const message: TreeMessage = { root: new Uint8Array(nodeOf(0)), proofs, ends }
parentPort?.postMessage(message, [proofs.buffer])
