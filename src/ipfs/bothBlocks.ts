import type { BlockFiles } from './blockFiles.ts'
import { keyOf } from './links.ts'

/**
 * Joins two stores while blocks move from one to the other. Writes and removes in both, so that processes that use only
 * one of them find every document. Reads the first, then the second.
 */
export function bothOf(first: BlockFiles, second: BlockFiles): BlockFiles {
  return {
    read: async (cid, signal) => (await first.read(cid, signal)) ?? second.read(cid, signal),
    has: async (cid, signal) => (await first.has(cid, signal)) || second.has(cid, signal),
    size: async (cid) => (await first.size(cid)) ?? second.size(cid),
    async remove(cid) {
      await first.remove(cid)
      await second.remove(cid)
      // A copy from the second store may have put it in between.
      await first.remove(cid)
    },
    list: () => union(first.list(), second.list()),
    listNodes: () => union(first.listNodes(), second.listNodes()),
    writeAll: (write) =>
      first.writeAll((writeFirst) =>
        second.writeAll((writeSecond) =>
          write(async (cid, bytes) => {
            await writeFirst(cid, bytes)
            await writeSecond(cid, bytes)
          }),
        ),
      ),
  }
}

async function* union(...lists: ReturnType<BlockFiles['list']>[]): ReturnType<BlockFiles['list']> {
  const listed = new Set<string>()
  for (const list of lists) {
    for await (const cid of list) {
      if (listed.has(keyOf(cid))) continue
      listed.add(keyOf(cid))
      yield cid
    }
  }
}
