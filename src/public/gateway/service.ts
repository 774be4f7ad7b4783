import { buffer } from 'node:stream/consumers'
import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { writeCar } from '../../ipfs/car.ts'
import { type Block, demand, walk } from '../../ipfs/dag.ts'
import { type IpfsFile, openFile, type Span } from '../../ipfs/file.ts'
import { type Blocks, type IpfsStore, IpfsUnsupported } from '../../ipfs/store.ts'

// What anybody may read of what is kept on this server's IPFS store, all of it verified on its way out.

/** How long one block may take. */
const BLOCK_MS = 10_000

/** Blocks of the store itself, each within its time, until the signal aborts. */
function storedBlocks(ipfs: IpfsStore): Blocks {
  return {
    block: (cid, signal) => ipfs.stored.block(cid, AbortSignal.any([signal, AbortSignal.timeout(BLOCK_MS)])),
  }
}

/** One block. Throws a Problem, as all of these do. */
export async function readBlock(ipfs: IpfsStore, cid: CID, signal: AbortSignal): Promise<Uint8Array> {
  return (await explaining(demand(storedBlocks(ipfs), cid, signal))).bytes
}

/** A file that is kept here. */
export function openStoredFile(ipfs: IpfsStore, cid: CID, signal: AbortSignal): Promise<IpfsFile> {
  return explaining(openFile(storedBlocks(ipfs), cid, signal))
}

/** What a file begins with: as many bytes as tell its type. */
export async function firstBytes({ size, read }: IpfsFile): Promise<Uint8Array> {
  return explaining(buffer(read({ start: 0, end: Math.min(size, 16) })))
}

/** Reads the first piece, so that an error in it can still be told; then the rest. */
export async function begin(content: AsyncGenerator<Uint8Array>): Promise<AsyncGenerator<Uint8Array>> {
  const first = await explaining(content.next())
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* content
  })()
}

/** Which blocks of a DAG a CAR has: all, the root only, or what proves bytes of a file. */
export type Scope = 'all' | 'block' | { bytes: ByteRange }

/** The first and last byte; counted from the end where they are negative, and `*` is the last one. */
export type ByteRange = { from: number; to: number | '*' }

/** A CAR of what is kept here; its first piece has the root. */
export async function openCar(
  ipfs: IpfsStore,
  cid: CID,
  scope: Scope,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array>> {
  const blocks = storedBlocks(ipfs)
  // Whatever is wrong with the root shows while the answer may still be a failure.
  await explaining(demand(blocks, cid, signal))
  return writeCar([cid], blocksIn(blocks, cid, scope, signal))
}

async function* blocksIn(blocks: Blocks, cid: CID, scope: Scope, signal: AbortSignal): AsyncGenerator<Block> {
  if (scope === 'all') yield* walk(blocks, cid, signal)
  else if (scope === 'block') yield await demand(blocks, cid, signal)
  else yield* blocksOfBytes(blocks, cid, scope.bytes, signal)
}

/** The blocks that reading bytes of a file takes, each once; of what is no file, the root. */
async function* blocksOfBytes(blocks: Blocks, cid: CID, range: ByteRange, signal: AbortSignal): AsyncGenerator<Block> {
  const seen = new Set<string>()
  const read: Block[] = []
  const noting: Blocks = {
    async block(next, untilThen) {
      const bytes = await blocks.block(next, untilThen)
      if (bytes && !seen.has(next.toString())) {
        seen.add(next.toString())
        read.push({ cid: next, bytes })
      }
      return bytes
    },
  }
  const file = await openFile(noting, cid, signal).catch((error: unknown) => {
    if (error instanceof IpfsUnsupported) return null
    throw error
  })
  if (file) for await (const _ of file.read(spanOf(range, file.size))) yield* read.splice(0)
  yield* read
}

/** Empty where the range is outside the file. */
function spanOf({ from, to }: ByteRange, size: number): Span {
  const start = from < 0 ? Math.max(size + from, 0) : from
  const last = to === '*' ? size - 1 : to < 0 ? size + to : to
  return { start, end: Math.max(start, Math.min(last + 1, size)) }
}

async function explaining<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw explained(error)
  }
}
