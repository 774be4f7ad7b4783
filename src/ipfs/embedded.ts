import { type BlockFiles, openBlockFiles } from './blockFiles.ts'
import { ensureIntact, isInline, verified } from './blocks.ts'
import type { LateRemoval } from './lateRemoval.ts'
import { remover } from './remove.ts'
import type { IpfsStore, StoreBlocks } from './store.ts'
import { writing } from './writing.ts'

/** Opens a block store in a folder. It uses no network. */
export async function openEmbeddedStore(folder: string): Promise<IpfsStore> {
  return storeOf(await openBlockFiles(folder))
}

/** `removal`: how a bucket removes documents. */
export function storeOf(files: BlockFiles, removal: LateRemoval | null = null): IpfsStore {
  const stored = verified(files.read)
  const keep: StoreBlocks = (write) =>
    files.writeAll((writeFile) =>
      write(async (cid, bytes) => {
        ensureIntact(cid, bytes)
        if (!isInline(cid)) await writeFile(cid, bytes)
      }),
    )
  return {
    ...stored,
    ...writing(keep),
    stored,
    has: async (cid, signal) => isInline(cid) || (await files.has(cid, signal)),
    ...(removal ?? { remove: remover(files, stored), async finishRemovals() {}, list: files.list }),
  }
}
