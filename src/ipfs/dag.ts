import { code as DAG_PB, decode, type PBNode } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { type Blocks, IpfsMissing, IpfsUnsupported } from './store.ts'

export type Block = { cid: CID; bytes: Uint8Array }

/** Maximum number of distinct blocks in one walk, read or pending. */
const MAX_BLOCKS = 200_000

/** Decodes a dag-pb block. Returns null for raw bytes. Throws IpfsUnsupported if it cannot be decoded. */
export function nodeOf({ cid, bytes }: Block): PBNode | null {
  if (cid.code !== DAG_PB) return null
  try {
    return decode(bytes)
  } catch (error) {
    throw new IpfsUnsupported(cid, 'is not a readable dag-pb block.', { cause: error })
  }
}

/** Reads the block of a CID. Throws IpfsMissing if there is none. */
export async function demand(blocks: Blocks, cid: CID, signal: AbortSignal): Promise<Block> {
  const bytes = await blocks.block(cid, signal)
  if (!bytes) throw new IpfsMissing(cid)
  return { cid, bytes }
}

/** Yields every block of a DAG once, depth first, parents before children. Throws as `demand` does. */
export async function* walk(blocks: Blocks, root: CID, signal: AbortSignal): AsyncGenerator<Block> {
  const seen = new Set<string>()
  const next = [root]
  for (let cid = next.pop(); cid; cid = next.pop()) {
    const key = cid.toString()
    if (seen.has(key)) continue
    seen.add(key)
    const block = await demand(blocks, cid, signal)
    yield block
    const links = nodeOf(block)?.Links ?? []
    for (const { Hash } of links.toReversed()) next.push(Hash)
    if (seen.size + next.length > MAX_BLOCKS) throw new IpfsUnsupported(root, `has more than ${MAX_BLOCKS} blocks.`)
  }
}
