import { code as DAG_PB } from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { nodeOf } from './dag.ts'

/** Maximum size of a block of links: a full one has 174 links of at most 60 bytes. */
export const MAX_NODE_BYTES = 64 * 1024

/** Returns the links of a block whose codec is unknown. Most bytes of documents are not readable as dag-pb. */
export function linksIn(bytes: Uint8Array): string[] {
  if (bytes.length > MAX_NODE_BYTES) return []
  try {
    const node = nodeOf({ cid: NODE, bytes })
    return node?.Links.map(({ Hash }) => keyOf(Hash)) ?? []
  } catch {
    return []
  }
}

/** The name of a block has no codec: this one makes `nodeOf` decode it. */
const NODE = CID.createV1(DAG_PB, CID.parse('bafkqaaa').multihash)

/** A block has the same name for every codec. */
export function keyOf({ multihash }: CID): string {
  return CID.createV1(RAW, multihash).toString()
}
