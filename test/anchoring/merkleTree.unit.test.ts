import { randomBytes } from 'node:crypto'
import { rootFrom } from '@chancery/verify/proof/merkle'
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { describe, expect, it } from 'vitest'
import { merkleTree } from '../../src/anchoring/merkleTree.ts'

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const leavesOf = (size: number) => Array.from({ length: size }, () => randomBytes(32))

/** Returns the hashes of a proof in the form of OpenZeppelin's library. */
function hashesOf(proof: Uint8Array): string[] {
  return Array.from({ length: proof.length / 32 }, (_, index) => hex(proof.subarray(index * 32, index * 32 + 32)))
}

describe('merkleTree', () => {
  it.each([1, 2, 3, 7, 64, 1000, 1001])(
    'makes the same root and proofs as OpenZeppelin’s library for %i leaves',
    async (size) => {
      const leaves = leavesOf(size)
      const { root, proofs } = await merkleTree(leaves)
      const theirs = SimpleMerkleTree.of(leaves.map(hex))
      expect(hex(root)).toBe(theirs.root)
      leaves.forEach((leaf, index) => {
        const proof = proofs[index] ?? Buffer.alloc(0)
        expect(hashesOf(proof)).toStrictEqual(theirs.getProof(index))
        expect(SimpleMerkleTree.verify(root, leaf, hashesOf(proof))).toBe(true)
        expect(hex(rootFrom(leaf, proof))).toBe(theirs.root)
      })
    },
  )

  it('accepts equal leaves', async () => {
    const leaf = randomBytes(32)
    const { root, proofs } = await merkleTree([leaf, leaf, leaf])
    for (const proof of proofs) expect(rootFrom(leaf, proof)).toStrictEqual(root)
  })
})

describe('rootFrom', () => {
  it('returns another root for another leaf, a shorter proof or one changed bit', async () => {
    const [leaf = Buffer.alloc(0), other = Buffer.alloc(0), ...rest] = leavesOf(100)
    const { root, proofs } = await merkleTree([leaf, other, ...rest])
    const proof = proofs[0] ?? Buffer.alloc(0)
    expect(rootFrom(other, proof)).not.toStrictEqual(root)
    expect(rootFrom(leaf, proof.subarray(32))).not.toStrictEqual(root)
    for (let byte = 0; byte < proof.length; byte += 1) {
      const altered = Buffer.from(proof)
      altered[byte] = (altered[byte] ?? 0) ^ 1
      expect(rootFrom(leaf, altered)).not.toStrictEqual(root)
    }
  })
})
