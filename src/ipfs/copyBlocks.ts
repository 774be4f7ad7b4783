import type { CID } from 'multiformats/cid'
import type { BlockFiles } from './blockFiles.ts'
import { ensureIntact } from './blocks.ts'
import { IpfsDamaged, IpfsUnsupported } from './store.ts'

/** Number of blocks that are copied in parallel. */
const AT_ONCE = 8

export type Copied = { copied: number; present: number; damaged: CID[] }

type Outcome = 'copied' | 'present' | 'damaged' | 'removed'

/**
 * Copies the blocks that a store lacks or has damaged, and verifies the hashes of all blocks on both sides. Servers may
 * write and remove blocks meanwhile. Skips damaged blocks. Throws IpfsUnavailable and IpfsFull; can be repeated.
 */
export async function copyBlocks(from: BlockFiles, to: BlockFiles): Promise<Copied> {
  const counts = { copied: 0, present: 0, removed: 0 }
  const damaged: CID[] = []
  const copyNext = async (blocks: AsyncGenerator<CID>) => {
    for (let next = await blocks.next(); !next.done; next = await blocks.next()) {
      const outcome = await copyBlock(next.value, from, to)
      if (outcome === 'damaged') damaged.push(next.value)
      else counts[outcome] += 1
    }
  }
  const blocks = from.list()
  // A generator answers concurrent calls one after another.
  await Promise.all(Array.from({ length: AT_ONCE }, () => copyNext(blocks)))
  return { copied: counts.copied, present: counts.present, damaged }
}

async function copyBlock(cid: CID, from: BlockFiles, to: BlockFiles): Promise<Outcome> {
  const bytes = await intact(from, cid)
  if (!bytes) return bytes === null ? 'removed' : 'damaged'
  if (await intact(to, cid)) return 'present'
  await to.writeAll((write) => write(cid, bytes))
  // A server may have removed it from both stores before it was written.
  if (await from.has(cid)) return 'copied'
  await to.remove(cid)
  return 'removed'
}

/** Returns an intact block, null if there is none, and undefined if it is damaged or cannot be verified. */
async function intact(store: BlockFiles, cid: CID): Promise<Uint8Array | null | undefined> {
  try {
    const bytes = await store.read(cid)
    if (bytes) ensureIntact(cid, bytes)
    return bytes
  } catch (error) {
    if (error instanceof IpfsDamaged || error instanceof IpfsUnsupported) return undefined
    throw error
  }
}
