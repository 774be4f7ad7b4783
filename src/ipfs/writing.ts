import type { IpfsStore, StoreBlocks } from './store.ts'

/** Builds all write functions of a store from `keep`. `keepWhole` is for documents with all their blocks. */
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
      // Loaded on first use, to keep startup fast.
      const { addFile } = await import('./unixfs.ts')
      return addFile(keepWhole, content)
    },
  }
}
