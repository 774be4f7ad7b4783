import { UnixFS } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import { type Block, demand, nodeOf } from './dag.ts'
import { type Blocks, IpfsUnsupported } from './store.ts'

/** Byte range of a file; `end` is exclusive. */
export type Span = { start: number; end: number }

export type IpfsFile = {
  /** In bytes, as the first block claims. Only reading the whole file proves it. */
  size: number
  /** Reads a range, one verified block at a time. Throws the errors of the store's `block`, and IpfsMissing. */
  read(span: Span): AsyncGenerator<Uint8Array>
}

/** File or part of a file: its own bytes, followed by further parts. */
type Part = { size: number; bytes: Uint8Array; parts: { cid: CID; size: number }[] }

/** Maximum depth of a file. No known program writes deeper files. */
const MAX_DEPTH = 16

/** Opens a file of one raw block or of UnixFS. Throws IpfsUnsupported for a directory or anything else. */
export async function openFile(blocks: Blocks, cid: CID, signal: AbortSignal): Promise<IpfsFile> {
  const root = partOf(await demand(blocks, cid, signal))

  async function* read(part: Part, { start, end }: Span, depth: number): AsyncGenerator<Uint8Array> {
    if (start < part.bytes.length) yield part.bytes.subarray(start, end)
    let begin = part.bytes.length
    for (const { cid: next, size } of part.parts) {
      if (begin >= end) return
      // Do not read parts without bytes.
      if (size > 0 && begin + size > start) {
        if (depth === MAX_DEPTH) throw new IpfsUnsupported(cid, `is deeper than ${MAX_DEPTH} blocks.`)
        const child = partOf(await demand(blocks, next, signal))
        if (child.size !== size) throw new IpfsUnsupported(next, 'has a different size than its file states.')
        yield* read(child, { start: Math.max(start - begin, 0), end: Math.min(end - begin, size) }, depth + 1)
      }
      begin += size
    }
  }

  return { size: root.size, read: (span) => read(root, span, 1) }
}

function partOf(block: Block): Part {
  const { cid, bytes } = block
  const node = nodeOf(block)
  if (!node) return { size: bytes.length, bytes, parts: [] }
  const file = unixfsOf(cid, node.Data)
  const own = file.data ?? new Uint8Array()
  const parts = node.Links.map(({ Hash }, index) => ({ cid: Hash, size: Number(file.blockSizes[index] ?? -1) }))
  const size = parts.reduce((sum, part) => sum + part.size, own.length)
  const isValid = parts.length === file.blockSizes.length && parts.every((part) => part.size >= 0)
  if (!isValid || !Number.isSafeInteger(size)) throw new IpfsUnsupported(cid, 'is not a valid UnixFS file.')
  return { size, bytes: own, parts }
}

function unixfsOf(cid: CID, data: Uint8Array | undefined): UnixFS {
  if (!data || data.length === 0) throw new IpfsUnsupported(cid, 'is not UnixFS.')
  let entry: UnixFS
  try {
    entry = UnixFS.unmarshal(data)
  } catch (error) {
    throw new IpfsUnsupported(cid, 'is not UnixFS.', { cause: error })
  }
  if (entry.type !== 'file' && entry.type !== 'raw')
    throw new IpfsUnsupported(cid, `is not a file but a ${entry.type}.`)
  return entry
}
