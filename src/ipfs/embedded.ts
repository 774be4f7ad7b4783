import { access, constants } from 'node:fs/promises'
import { FsBlockstore } from 'blockstore-fs'
import { importByteStream } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { type IpfsStore, IpfsUnavailable } from './store.ts'

/** A store of blocks as files in a folder, of this server alone; asks no network. */
export async function openEmbeddedStore(folder: string): Promise<IpfsStore> {
  const blocks = new FsBlockstore(folder)
  await blocks.open()
  return {
    async add(content) {
      const { cid } = await importByteStream(content, blocks, ipfsAdd)
      return cid
    },
    async has(cid) {
      if (await blocks.has(cid)) return true
      try {
        // The block store takes a folder that it cannot read for an empty one.
        await access(folder, constants.R_OK | constants.X_OK)
        return false
      } catch (error) {
        throw new IpfsUnavailable('The IPFS store’s folder cannot be read.', { cause: error })
      }
    },
  }
}

/** The settings of `ipfs add --cid-version=1`: other settings give other CIDs for the same bytes. */
const ipfsAdd = {
  cidVersion: 1,
  rawLeaves: true,
  reduceSingleLeafToSelf: true,
  chunker: fixedSize({ chunkSize: 262_144 }),
  layout: balanced({ maxChildrenPerNode: 174 }),
} as const
