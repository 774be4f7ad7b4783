import { code as DAG_PB } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import type { BlockFiles } from './blockFiles.ts'
import { isInline } from './blocks.ts'
import { nodeOf } from './dag.ts'
import { keyOf, linksIn } from './links.ts'
import { type Blocks, IpfsUnavailable, neverAborts } from './store.ts'

/** Number of blocks that are read in parallel. */
const READS_AT_ONCE = 16

/** Returns the `remove` of a store of files. */
export function remover(files: BlockFiles, stored: Blocks): (root: CID) => Promise<void> {
  return async (root) => {
    const blocks = await localBlocks(stored, root)
    // A document in one block is smaller than a chunk of another document.
    const keys = new Set(blocks.keys())
    const others = blocks.size > 1 ? await linkedAmong(files, keys, keys) : new Set<string>()
    // The root last: another attempt finds the rest through it.
    for (const [key, cid] of [...blocks].toReversed()) {
      if (!others.has(key)) await files.remove(cid)
    }
  }
}

/** Returns the blocks of a document by multihash, the root first. Skips missing and damaged ones. */
async function localBlocks(stored: Blocks, root: CID): Promise<Map<string, CID>> {
  const blocks = new Map<string, CID>()
  const next = [root]
  for (let cid = next.pop(); cid; cid = next.pop()) {
    if (isInline(cid) || blocks.has(keyOf(cid))) continue
    blocks.set(keyOf(cid), cid)
    if (cid.code !== DAG_PB) continue
    const bytes = await stored.block(cid, neverAborts).catch(nullUnlessUnavailable)
    const links = bytes ? (nodeOf({ cid, bytes })?.Links ?? []) : []
    next.push(...links.map(({ Hash }) => Hash))
  }
  return blocks
}

/**
 * Returns those of the keys to whose blocks a stored block links. Ignores links of the blocks in `except`. More than one
 * document links to a block if documents share chunks.
 */
export async function linkedAmong(
  files: Pick<BlockFiles, 'read' | 'listNodes'>,
  keys: Set<string>,
  except = new Set<string>(),
): Promise<Set<string>> {
  const linked = new Set<string>()
  const readOne = async (node: CID) => {
    const bytes = await files.read(node)
    for (const key of bytes ? linksIn(bytes) : []) if (keys.has(key)) linked.add(key)
  }
  let reading: Promise<void>[] = []
  for await (const node of files.listNodes()) {
    if (except.has(keyOf(node))) continue
    reading.push(readOne(node))
    if (reading.length < READS_AT_ONCE) continue
    await Promise.all(reading)
    reading = []
  }
  await Promise.all(reading)
  return linked
}

function nullUnlessUnavailable(error: unknown): null {
  if (error instanceof IpfsUnavailable) throw error
  return null
}
