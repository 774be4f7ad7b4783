import { randomUUID } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { type Objects, ObjectsFull, ObjectsUnavailable } from '../objects/objects.ts'
import type { BlockFiles } from './blockFiles.ts'
import { objectKeyOf } from './blockObjects.ts'
import { isInline, MAX_BLOCK_BYTES } from './blocks.ts'
import { parseCid } from './cid.ts'
import { nodeOf } from './dag.ts'
import { keyOf } from './links.ts'
import { linkedAmong } from './remove.ts'
import { IpfsDamaged, type IpfsStore, IpfsUnavailable, IpfsUnsupported } from './store.ts'

// Documents share blocks, and a list shows which documents have a block. In a bucket it may be late: it may lack a document
// that was just stored, or that another process is storing. So a removal deletes only the first block of a document, without
// which the document is not readable, and notes the blocks that the first one links to. A job deletes a noted block when
// it is old enough and no document links to it. Before each of these deletions the block is copied. The job puts the copy
// back if a later list shows a document with this block. Keys of notes and copies are never used again, so no process
// deletes a note or a copy that another one has just put.

/** Empty objects `unlinked/<CID>.<UUID>`. */
const NOTES = 'unlinked/'

/** Copies of deleted blocks: `removed/<CID>.<UUID>`. */
const COPIES = 'removed/'

/** A list shows a document at most this long (ms) after its first write. Includes the differences of clocks. */
export const LATE_MS = 3_600_000

/** Maximum number of due notes, and of due copies, in one run of the job. */
const PER_RUN = 10_000

/** Number of notes that are put in parallel. */
const AT_ONCE = 16

type Entry = { cid: CID; key: string }

export type LateRemoval = Pick<IpfsStore, 'remove' | 'finishRemovals'> & Pick<BlockFiles, 'list'>

/** Removes documents of a bucket. `files` has the blocks of the bucket, and maybe of a folder too. */
export function lateRemoval(objects: Objects, files: BlockFiles): LateRemoval {
  async function read(cid: CID): Promise<{ bytes: Uint8Array; links: CID[] } | null> {
    try {
      const bytes = await files.read(cid)
      return bytes && { bytes, links: linksOf(cid, bytes) }
    } catch (error) {
      if (error instanceof IpfsDamaged || error instanceof IpfsUnsupported) return null
      throw error
    }
  }

  const note = (cid: CID) => inBucket(() => objects.put(`${NOTES}${cid}.${randomUUID()}`, new Uint8Array()))

  /** Deletes a block of a document with several blocks, unless it was put after `until`. */
  async function removeBlock(cid: CID, until = Number.POSITIVE_INFINITY): Promise<void> {
    const block = await read(cid)
    if (block) {
      // First the notes: another attempt finds the links only in this block.
      for (let start = 0; start < block.links.length; start += AT_ONCE) {
        await Promise.all(block.links.slice(start, start + AT_ONCE).map(note))
      }
      await inBucket(() => objects.put(`${COPIES}${cid}.${randomUUID()}`, block.bytes))
    }
    if (await isOlder(cid, until)) await files.remove(cid)
  }

  async function isOlder(cid: CID, until: number): Promise<boolean> {
    const stored = await inBucket(() => objects.stat(objectKeyOf(cid)))
    return !stored || stored.at.getTime() <= until
  }

  async function entries(prefix: string, until = Number.POSITIVE_INFINITY): Promise<Entry[]> {
    const found: Entry[] = []
    await inBucket(async () => {
      for await (const { key, at } of objects.list(prefix)) {
        const cid = parseCid(key.slice(prefix.length).split('.')[0] ?? '')
        if (cid && at.getTime() <= until) found.push({ cid, key })
      }
    })
    return found
  }

  /** Puts a copy back if documents have its block, and adds what it links to. */
  async function restore({ cid, key }: Entry, linked: Set<string>): Promise<void> {
    if (!linked.has(keyOf(cid)) || (await files.has(cid))) return
    const bytes = await inBucket(() => objects.get(key, MAX_BLOCK_BYTES))
    if (!bytes) return
    await files.writeAll((write) => write(cid, bytes))
    for (const link of linksOf(cid, bytes)) linked.add(keyOf(link))
  }

  return {
    async remove(root) {
      if (isInline(root)) return
      const block = await read(root)
      // A document in one block is smaller than a chunk of another document.
      if (!block || block.links.length === 0) return files.remove(root)
      const isLinked = (await linkedAmong(files, new Set([keyOf(root)]))).size > 0
      if (isLinked) await note(root)
      else await removeBlock(root)
    },

    async finishRemovals(now) {
      const until = now.getTime() - LATE_MS
      const copies = (await entries(COPIES, until)).slice(0, PER_RUN)
      const notes: Entry[] = []
      for (const entry of (await entries(NOTES, until)).slice(0, PER_RUN)) {
        // A document with this block may be being stored: lists do not show it yet.
        if (await isOlder(entry.cid, until)) notes.push(entry)
      }
      if (copies.length + notes.length === 0) return
      const linked = await linkedAmong(files, new Set([...copies, ...notes].map(({ cid }) => keyOf(cid))))
      for (const copy of copies) {
        await restore(copy, linked)
        await inBucket(() => objects.remove(copy.key))
      }
      for (const { cid, key } of notes) {
        if (!linked.has(keyOf(cid))) await removeBlock(cid, until)
        if (linked.has(keyOf(cid)) || (await isOlder(cid, until))) await inBucket(() => objects.remove(key))
      }
    },

    async *list() {
      const noted = new Set((await entries(NOTES)).map(({ cid }) => keyOf(cid)))
      const linked = noted.size > 0 ? await linkedAmong(files, noted) : noted
      for await (const cid of files.list()) {
        if (!noted.has(keyOf(cid)) || linked.has(keyOf(cid))) yield cid
      }
    },
  }
}

function linksOf(cid: CID, bytes: Uint8Array): CID[] {
  const links = nodeOf({ cid, bytes })?.Links.map(({ Hash }) => Hash.toV1()) ?? []
  return links.filter((link) => !isInline(link))
}

async function inBucket<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ObjectsUnavailable || error instanceof ObjectsFull)) throw error
    throw new IpfsUnavailable(`Documents cannot be removed from the object store. ${error.message}`, { cause: error })
  }
}
