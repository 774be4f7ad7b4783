import { importByteStream } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { CID } from 'multiformats/cid'
import type { StoreBlocks } from './store.ts'

/** Settings of `ipfs add --cid-version=1`. Other settings produce other CIDs for the same bytes. */
const ipfsAdd = {
  cidVersion: 1,
  rawLeaves: true,
  reduceSingleLeafToSelf: true,
  chunker: fixedSize({ chunkSize: 262_144 }),
  layout: balanced({ maxChildrenPerNode: 174 }),
  // Keeps only one block in memory at a time.
  blockWriteConcurrency: 1,
} as const

/** Returns the CID of a file without storing it. */
export function cidOfFile(content: AsyncIterable<Uint8Array>): Promise<CID> {
  return addFile((write) => write(async () => {}), content)
}

export async function addFile(keep: StoreBlocks, content: AsyncIterable<Uint8Array>): Promise<CID> {
  const [root] = await keep(async (put): Promise<[CID]> => {
    const blockstore = {
      async put(cid: CID, bytes: Uint8Array) {
        await put(cid, bytes)
        return cid
      },
    }
    const { cid } = await importByteStream(content, blockstore, ipfsAdd)
    return [cid]
  })
  return root
}
