import { parentPort, workerData } from 'node:worker_threads'
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import type { TreeMessage } from './merkleTree.ts'

const HASH = 32

const input = Buffer.from(workerData as Uint8Array) // merkleTree passes bytes.
const leaves = Array.from({ length: input.length / HASH }, (_, place) => {
  return `0x${input.toString('hex', place * HASH, (place + 1) * HASH)}`
})
const { tree, values } = SimpleMerkleTree.of(leaves).dump()
// All nodes concatenated: the root first, the children of node i at 2i + 1 and 2i + 2.
const nodes = Buffer.from(tree.map((node) => node.slice(2)).join(''), 'hex')

// The library's `getProof` hashes every proof again, which takes three times as long as building the tree.
const proofs = new Uint8Array(values.length * Math.ceil(Math.log2(values.length)) * HASH)
let end = 0
const ends = values.map(({ treeIndex }) => {
  for (let index = treeIndex; index > 0; index = (index - 1) >> 1) {
    const sibling = index % 2 ? index + 1 : index - 1
    proofs.set(nodes.subarray(sibling * HASH, (sibling + 1) * HASH), end)
    end += HASH
  }
  return end
})

const message: TreeMessage = { root: new Uint8Array(nodes.subarray(0, HASH)), proofs, ends: Uint32Array.from(ends) }
parentPort?.postMessage(message, [proofs.buffer])
