import { code as DAG_PB, decode, type PBNode } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { type Blocks, IpfsMissing, IpfsUnsupported } from './store.ts'

export type Block = { cid: CID; bytes: Uint8Array }

/** The most different blocks that a walk remembers, or has before it. */
const MAX_BLOCKS = 200_000

/** What a dag-pb block says; null for raw bytes. Throws IpfsUnsupported for what is no dag-pb. */
export function nodeOf({ cid, bytes }: Block): PBNode | null {
  if (cid.code !== DAG_PB) return null
  try {
    return decode(bytes)
  } catch (error) {
    throw new IpfsUnsupported(cid, 'is no readable dag-pb block.', { cause: error })
  }
}

/** The block of a CID; throws IpfsMissing where there is none. */
export async function demand(blocks: Blocks, cid: CID, signal: AbortSignal): Promise<Block> {
  const bytes = await blocks.block(cid, signal)
  if (!bytes) throw new IpfsMissing(cid)
  return { cid, bytes }
}

/** Every block of a DAG, each once, a parent before its children and depth first. Throws as `demand` does. */
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
