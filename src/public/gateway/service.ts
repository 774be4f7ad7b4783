import { buffer } from 'node:stream/consumers'
import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { writeCar } from '../../ipfs/car.ts'
import { type Block, demand, walk } from '../../ipfs/dag.ts'
import { type IpfsFile, openFile, type Span } from '../../ipfs/file.ts'
import { type Blocks, type IpfsStore, IpfsUnsupported } from '../../ipfs/store.ts'

/** Maximum time (ms) to read one block. */
const BLOCK_MS = 10_000

/** Reads blocks from the local store, each with a time limit, until the signal aborts. */
function storedBlocks(ipfs: IpfsStore): Blocks {
  return {
    block: (cid, signal) => ipfs.stored.block(cid, AbortSignal.any([signal, AbortSignal.timeout(BLOCK_MS)])),
  }
}

/** Reads one block. Throws a Problem, like all functions here. */
export async function readBlock(ipfs: IpfsStore, cid: CID, signal: AbortSignal): Promise<Uint8Array> {
  return (await withProblems(demand(storedBlocks(ipfs), cid, signal))).bytes
}

export function openStoredFile(ipfs: IpfsStore, cid: CID, signal: AbortSignal): Promise<IpfsFile> {
  return withProblems(openFile(storedBlocks(ipfs), cid, signal))
}

/** Returns the first bytes of a file, enough to detect its type. */
export async function firstBytes({ size, read }: IpfsFile): Promise<Uint8Array> {
  return withProblems(buffer(read({ start: 0, end: Math.min(size, 16) })))
}

/** Reads the first chunk, so that an error in it can still become an error response. Then streams the rest. */
export async function begin(content: AsyncGenerator<Uint8Array>): Promise<AsyncGenerator<Uint8Array>> {
  const first = await withProblems(content.next())
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* content
  })()
}

/** Which blocks of a DAG a CAR contains: all, only the root, or those that prove bytes of a file. */
export type Scope = 'all' | 'block' | { bytes: ByteRange }

/** First and last byte. Negative numbers count from the end; `*` is the last byte. */
export type ByteRange = { from: number; to: number | '*' }

/** Opens a CAR of content in the local store. Its first chunk contains the root. */
export async function openCar(
  ipfs: IpfsStore,
  cid: CID,
  scope: Scope,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array>> {
  const blocks = storedBlocks(ipfs)
  // Read the root now: an error in it can still become an error response.
  await withProblems(demand(blocks, cid, signal))
  return writeCar([cid], blocksIn(blocks, cid, scope, signal))
}

async function* blocksIn(blocks: Blocks, cid: CID, scope: Scope, signal: AbortSignal): AsyncGenerator<Block> {
  if (scope === 'all') yield* walk(blocks, cid, signal)
  else if (scope === 'block') yield await demand(blocks, cid, signal)
  else yield* blocksOfBytes(blocks, cid, scope.bytes, signal)
}

/** Yields the blocks that are needed to read bytes of a file, each once. Yields the root if it is not a file. */
async function* blocksOfBytes(blocks: Blocks, cid: CID, range: ByteRange, signal: AbortSignal): AsyncGenerator<Block> {
  const seen = new Set<string>()
  const read: Block[] = []
  const recording: Blocks = {
    async block(next, nextSignal) {
      const bytes = await blocks.block(next, nextSignal)
      if (bytes && !seen.has(next.toString())) {
        seen.add(next.toString())
        read.push({ cid: next, bytes })
      }
      return bytes
    },
  }
  const file = await openFile(recording, cid, signal).catch((error: unknown) => {
    if (error instanceof IpfsUnsupported) return null
    throw error
  })
  if (file) for await (const _ of file.read(spanOf(range, file.size))) yield* read.splice(0)
  yield* read
}

/** Returns an empty span if the range is outside the file. */
function spanOf({ from, to }: ByteRange, size: number): Span {
  const start = from < 0 ? Math.max(size + from, 0) : from
  const last = to === '*' ? size - 1 : to < 0 ? size + to : to
  return { start, end: Math.max(start, Math.min(last + 1, size)) }
}

async function withProblems<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw explained(error)
  }
}
