import { once } from 'node:events'
import { startThread } from '../startModule.ts'

export type MerkleTree = {
  root: Uint8Array<ArrayBuffer>
  /** For each leaf, in the order in which they were given: the hashes beside its way to the root, one after the other. */
  proofs: Uint8Array[]
}

/** What the thread answers: all proofs one after the other, and where each ends. */
export type MadeTree = {
  root: Uint8Array<ArrayBuffer>
  proofs: Uint8Array<ArrayBuffer>
  ends: Uint32Array<ArrayBuffer>
}

/** For what is short-lived: half the memory, and quicker. */
const limits = { maxYoungGenerationSizeMb: 16 }

/**
 * Makes the tree of leaves of 32 bytes, one or more: OpenZeppelin's `SimpleMerkleTree`, whose proofs contracts and libraries
 * verify. In a thread of its own, since that takes seconds for a hundred thousand.
 */
export async function merkleTree(leaves: Uint8Array[]): Promise<MerkleTree> {
  // In one piece, which takes no time to hand over however many they are.
  const thread = startThread(new URL('./merkleTreeThread', import.meta.url), Buffer.concat(leaves), limits)
  const [{ root, proofs, ends }]: [MadeTree] = (await once(thread, 'message')) as [MadeTree] // All that it ever says.
  return { root, proofs: Array.from(ends, (end, index) => proofs.subarray(ends[index - 1] ?? 0, end)) }
}
