import { code as DAG_PB } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { isInline } from '../../ipfs/blocks.ts'
import { parseCid } from '../../ipfs/cid.ts'
import { type Block, nodeOf } from '../../ipfs/dag.ts'
import { keyOf } from '../../ipfs/links.ts'
import { IpfsDamaged, type IpfsStore, IpfsUnsupported, neverAborts } from '../../ipfs/store.ts'

/**
 * Yields the blocks of a store, each once: first those that it lists, then those of named documents that the list lacks,
 * because it may be late. Calls `named` after the list. Skips missing blocks, and damaged ones.
 */
export async function* blocksOf(
  store: Pick<IpfsStore, 'stored' | 'list'>,
  named: () => Promise<string[]>,
  onDamaged: (cid: CID) => void,
): AsyncGenerator<Block> {
  const seen = new Set<string>()
  const read = async (cid: CID) => {
    try {
      return await store.stored.block(cid, neverAborts)
    } catch (error) {
      // Certificates of wallets may name documents of any kind.
      if (error instanceof IpfsUnsupported) return null
      if (!(error instanceof IpfsDamaged)) throw explained(error)
      if (!seen.has(keyOf(cid))) onDamaged(cid)
      return null
    } finally {
      seen.add(keyOf(cid))
    }
  }
  for await (const cid of store.list()) {
    const bytes = await read(cid)
    if (bytes) yield { cid, bytes }
  }
  const next = (await named()).flatMap((name) => parseCid(name) ?? [])
  const walked = new Set<string>()
  for (let cid = next.pop(); cid; cid = next.pop()) {
    const isListed = seen.has(keyOf(cid))
    const isKnown = walked.has(keyOf(cid)) || (isListed && cid.code !== DAG_PB)
    if (isInline(cid) || isKnown) continue
    walked.add(keyOf(cid))
    const bytes = await read(cid)
    if (!bytes) continue
    if (!isListed) yield { cid, bytes }
    next.push(...linksOf({ cid, bytes }))
  }
}

function linksOf(block: Block): CID[] {
  try {
    return nodeOf(block)?.Links.map(({ Hash }) => Hash) ?? []
  } catch (error) {
    if (error instanceof IpfsUnsupported) return []
    throw error
  }
}
