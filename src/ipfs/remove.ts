import { code as DAG_PB } from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import type { BlockFiles } from './blockFiles.ts'
import { isInline } from './blocks.ts'
import { nodeOf } from './dag.ts'
import { type Blocks, IpfsUnavailable } from './store.ts'

/** Maximum size of a block of links: a full one has 174 links of at most 60 bytes. */
const MAX_NODE_BYTES = 64 * 1024

const neverAborted = new AbortController().signal

/** Returns the `remove` of a store of files. */
export function remover(files: BlockFiles, stored: Blocks): (root: CID) => Promise<void> {
  return async (root) => {
    const blocks = await localBlocks(stored, root)
    // A document in one block is smaller than a chunk of another document.
    const others = blocks.size > 1 ? await linkedElsewhere(files, blocks) : new Set<string>()
    for (const [key, cid] of blocks) {
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
    const bytes = await stored.block(cid, neverAborted).catch(nullUnlessUnavailable)
    const links = bytes ? (nodeOf({ cid, bytes })?.Links ?? []) : []
    next.push(...links.map(({ Hash }) => Hash))
  }
  return blocks
}

/** Returns those of the blocks to which a block outside of them links, as happens when two documents share chunks. */
async function linkedElsewhere(files: BlockFiles, blocks: Map<string, CID>): Promise<Set<string>> {
  const linked = new Set<string>()
  for await (const listed of files.list()) {
    const size = blocks.has(keyOf(listed)) ? null : await files.size(listed)
    if (size === null || size > MAX_NODE_BYTES) continue
    const bytes = await files.read(listed)
    for (const key of bytes ? linksIn(bytes) : []) if (blocks.has(key)) linked.add(key)
  }
  return linked
}

/** Returns the links of a block whose codec is unknown. Most bytes of documents are not readable as dag-pb. */
function linksIn(bytes: Uint8Array): string[] {
  try {
    const node = nodeOf({ cid: NODE, bytes })
    return node?.Links.map(({ Hash }) => keyOf(Hash)) ?? []
  } catch {
    return []
  }
}

/** The name of a file has no codec: this one makes `nodeOf` decode it. */
const NODE = CID.createV1(DAG_PB, CID.parse('bafkqaaa').multihash)

/** A block has the same file for every codec. */
function keyOf({ multihash }: CID): string {
  return CID.createV1(RAW, multihash).toString()
}

function nullUnlessUnavailable(error: unknown): null {
  if (error instanceof IpfsUnavailable) throw error
  return null
}
