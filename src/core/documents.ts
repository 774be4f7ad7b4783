import { createHash } from 'node:crypto'
import type { ReadDocument } from '@chancery/verify/checks/check'
import type { CID } from 'multiformats/cid'
import type { DocumentStatus } from '../database/prisma/client.ts'
import { parseCid } from '../ipfs/cid.ts'
import {
  type Blocks,
  IpfsDamaged,
  IpfsFull,
  IpfsLate,
  IpfsMissing,
  type IpfsStore,
  IpfsUnavailable,
  IpfsUnsupported,
} from '../ipfs/store.ts'
import { Problem, problemCausedBy } from './problem.ts'
import type { ProblemCode } from './problemCodes.ts'

/** Maximum time (ms) to look for a document. */
export const FIND_DOCUMENT_MS = 3000

/** Looks for a document on IPFS. Stops soon after `FIND_DOCUMENT_MS`, even if the store ignores its signal. */
export async function findDocument(ipfs: Pick<IpfsStore, 'has'>, cid: CID): Promise<DocumentStatus> {
  const stop = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const after = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      timers.push(setTimeout(resolve, milliseconds).unref())
    })
  void after(FIND_DOCUMENT_MS).then(() => stop.abort(new DOMException('The search took too long.', 'TimeoutError')))
  const deadline = after(FIND_DOCUMENT_MS + 200).then(() => 'unchecked' as const)
  const search = ipfs.has(cid, stop.signal).then(
    (found) => (found ? 'available' : 'unavailable'),
    () => 'unchecked' as const,
  )
  const found = await Promise.race([search, deadline])
  for (const timer of timers) clearTimeout(timer)
  return found
}

const MAX_CHECKED_BYTES = 256 * 1024 * 1024

/**
 * The result of reading every block of a document. `missing`: a block is absent. `damaged`: a block differs from its
 * CID. `unreadable`: not a file, too large, or an unsupported format. `late` (the search ran until the signal aborted)
 * and `unavailable` (the store failed) say nothing about the document. `reason` is a sentence that names the block.
 */
export type CheckedDocument =
  | { outcome: 'found'; sha256: string; size: number }
  | { outcome: 'missing' | 'damaged' | 'unreadable' | 'late' | 'unavailable'; reason: string }

/** Reads a document with one block in memory at a time. `ipfs` searches the node's network; `ipfs.stored` does not. */
export async function documentOf(blocks: Blocks, cid: CID, signal: AbortSignal): Promise<CheckedDocument> {
  try {
    const { openFile } = await import('../ipfs/file.ts')
    const file = await openFile(blocks, cid, signal)
    if (file.size > MAX_CHECKED_BYTES) {
      return { outcome: 'unreadable', reason: `${cid} is larger than ${MAX_CHECKED_BYTES} bytes.` }
    }
    const digest = createHash('sha256')
    for await (const part of file.read({ start: 0, end: file.size })) {
      signal.throwIfAborted()
      digest.update(part)
    }
    return { outcome: 'found', sha256: digest.digest('hex'), size: file.size }
  } catch (error) {
    const outcome = outcomeOf(error, signal)
    if (outcome === null || !(error instanceof Error)) throw error
    return { outcome, reason: error.message }
  }
}

export function documentReader(ipfs: IpfsStore): ReadDocument {
  return async (hash, signal) => {
    const cid = parseCid(hash)
    return cid ? documentOf(ipfs, cid, signal) : { outcome: 'unreadable', reason: `${hash} is not a CID.` }
  }
}

function outcomeOf(error: unknown, signal: AbortSignal): Exclude<CheckedDocument['outcome'], 'found'> | null {
  if (error instanceof IpfsMissing) return 'missing'
  if (error instanceof IpfsDamaged) return 'damaged'
  if (error instanceof IpfsUnsupported) return 'unreadable'
  if (error instanceof IpfsLate) return 'late'
  return error instanceof IpfsUnavailable || signal.aborted ? 'unavailable' : null
}

/** Converts errors of the IPFS store to Problems. Returns other errors unchanged. */
export function explained(error: unknown): unknown {
  const problem = (code: ProblemCode, message: string) => new Problem(code, message, undefined, { cause: error })
  if (error instanceof IpfsMissing) return problem('document.not_stored', error.message)
  if (error instanceof IpfsDamaged) return problem('document.damaged', error.message)
  if (error instanceof IpfsUnsupported) return problem('document.unsupported', error.message)
  if (error instanceof IpfsFull) return problemCausedBy(error, 'ipfs.full')
  if (error instanceof IpfsUnavailable) return problemCausedBy(error, 'ipfs.unavailable')
  return error
}
