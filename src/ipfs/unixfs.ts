import type { FsBlockstore } from 'blockstore-fs'
import { importByteStream } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { CID } from 'multiformats/cid'

/** The settings of `ipfs add --cid-version=1`: other settings give other CIDs for the same bytes. */
const ipfsAdd = {
  cidVersion: 1,
  rawLeaves: true,
  reduceSingleLeafToSelf: true,
  chunker: fixedSize({ chunkSize: 262_144 }),
  layout: balanced({ maxChildrenPerNode: 174 }),
} as const

/** Puts a file into a block store as UnixFS; answers its CID. */
export async function importFile(content: AsyncIterable<Uint8Array>, blocks: FsBlockstore): Promise<CID> {
  const { cid } = await importByteStream(content, blocks, ipfsAdd)
  return cid
}
