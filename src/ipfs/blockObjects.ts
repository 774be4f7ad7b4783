import { LRUCache } from 'lru-cache'
import type { CID } from 'multiformats/cid'
import { ObjectDamaged, type Objects, ObjectsFull } from '../objects/objects.ts'
import { type BlockFiles, cidOfName, nameOf } from './blockFiles.ts'
import { ensureIntact, MAX_BLOCK_BYTES } from './blocks.ts'
import { linksIn } from './links.ts'
import { IpfsDamaged, IpfsFull, IpfsUnavailable } from './store.ts'

// One object per block, with the name that its file has in a folder: `ipfs/OM/BCIQ…OM.data`. Each block with links also
// has an empty object `nodes/BCIQ…OM`, so that a removal reads these blocks only. It is put first and removed last.

const BLOCKS = 'ipfs/'
const NODES = 'nodes/'

/** Maximum number of blocks of one document that are put in parallel. */
const AT_ONCE = 8

/** Recently read blocks. Another process may serve an erased block for this time (ms). */
const CACHE_BYTES = 64 * 1024 * 1024
const CACHE_MS = 10_000

/** Opens the blocks in an object store. */
export function openBlockObjects(objects: Objects): BlockFiles {
  const recent = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (bytes) => bytes.length + 1,
    ttl: CACHE_MS,
  })

  const put = async (cid: CID, bytes: Uint8Array) => {
    const name = nameOf(cid)
    if (linksIn(bytes).length > 0) await objects.put(NODES + name, new Uint8Array())
    await objects.put(objectKeyOf(cid), bytes)
    recent.delete(name)
  }

  return {
    async read(cid, signal) {
      const name = nameOf(cid)
      const known = recent.get(name)
      if (known) return known
      const readOnce = () =>
        inStore(cid, async () => {
          const bytes = await objects.get(objectKeyOf(cid), MAX_BLOCK_BYTES, signal)
          if (bytes) ensureIntact(cid, bytes)
          return bytes
        })
      const bytes = await readOnce().catch((error) => {
        // The bytes may have changed on their way.
        if (error instanceof IpfsDamaged) return readOnce()
        throw error
      })
      if (bytes) recent.set(name, bytes)
      return bytes
    },

    has: async (cid, signal) => (await inStore(cid, () => objects.stat(objectKeyOf(cid), signal))) !== null,

    size: async (cid) => (await inStore(cid, () => objects.stat(objectKeyOf(cid))))?.size ?? null,

    async remove(cid) {
      const name = nameOf(cid)
      await inStore(cid, async () => {
        await objects.remove(objectKeyOf(cid))
        await objects.remove(NODES + name)
      })
      recent.delete(name)
    },

    list: () => listNames(objects, BLOCKS, /^[A-Z2-7]{2}\/(B[A-Z2-7]+)\.data$/),

    listNodes: () => listNames(objects, NODES, /^(B[A-Z2-7]+)$/),

    async writeAll(write) {
      const running = new Set<Promise<void>>()
      let failure: { error: unknown } | null = null
      const ensureSound = () => {
        if (failure) throw failure.error
      }
      const writeFile = async (cid: CID, bytes: Uint8Array) => {
        while (running.size >= AT_ONCE) await Promise.race(running)
        ensureSound()
        const putting: Promise<void> = inStore(cid, () => put(cid, bytes))
          .catch((error) => {
            failure ??= { error }
          })
          .finally(() => running.delete(putting))
        running.add(putting)
      }
      try {
        return await write(writeFile)
      } finally {
        await Promise.all(running)
        ensureSound()
      }
    },
  }
}

async function* listNames(objects: Objects, prefix: string, pattern: RegExp): AsyncGenerator<CID> {
  try {
    for await (const { key } of objects.list(prefix)) {
      const name = pattern.exec(key.slice(prefix.length))?.[1]
      if (name) yield cidOfName(name)
    }
  } catch (error) {
    throw new IpfsUnavailable('The blocks of the object store cannot be listed.', { cause: error })
  }
}

/** Returns the key of the object that has a block. */
export function objectKeyOf(cid: CID): string {
  const name = nameOf(cid)
  return `${BLOCKS}${name.slice(-2)}/${name}.data`
}

async function inStore<Result>(cid: CID, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof IpfsDamaged || error instanceof ObjectDamaged) throw new IpfsDamaged(cid)
    if (error instanceof ObjectsFull) throw new IpfsFull('The object store is full.', { cause: error })
    const reason = error instanceof Error ? error.message : 'It failed.'
    throw new IpfsUnavailable(`The object store cannot be used. ${reason}`, { cause: error })
  }
}
