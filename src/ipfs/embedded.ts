import { access, constants } from 'node:fs/promises'
import { FsBlockstore } from 'blockstore-fs'
import { type IpfsStore, IpfsUnavailable } from './store.ts'

/** A store of blocks as files in a folder, of this server alone; asks no network. */
export async function openEmbeddedStore(folder: string): Promise<IpfsStore> {
  const blocks = new FsBlockstore(folder)
  await blocks.open()
  return {
    async add(content) {
      // Only who adds files pays for loading the importer.
      const { importFile } = await import('./unixfs.ts')
      return importFile(content, blocks)
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
