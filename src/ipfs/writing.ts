import type { IpfsStore, StoreBlocks } from './store.ts'

/** All ways to write to a store, from the one that it has to have; `keepWhole` is for documents with all their blocks. */
export function writing(keep: StoreBlocks, keepWhole = keep): Pick<IpfsStore, 'keep' | 'put' | 'add'> {
  return {
    keep,
    async put(cid, bytes) {
      await keep(async (put) => {
        await put(cid, bytes)
        return []
      })
    },
    async add(content) {
      // Only who adds files pays for loading the importer.
      const { addFile } = await import('./unixfs.ts')
      return addFile(keepWhole, content)
    },
  }
}
