import { parseJson } from '@chancery/verify/json'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { isUuid } from '../../core/publicId.ts'
import type { Database } from '../../database/client.ts'
import { reasonOf } from '../../explained.ts'
import { parseCid } from '../../ipfs/cid.ts'
import { type Blocks, IpfsUnsupported } from '../../ipfs/store.ts'
import { type Listened, storeAttempt, verifyBy, type WaitingEvent, waitingEvents } from './queries.ts'

/** Maximum events read in parallel. */
const AT_ONCE = 16

/** Reads the documents of due events and verifies the attestations that they name. */
export async function readWaitingEvents(
  db: Database,
  ipfs: Blocks,
  listened: Listened,
  now: () => Date,
  forMs: number,
): Promise<void> {
  const end = performance.now() + forMs
  while (performance.now() < end) {
    const events = await waitingEvents(db, listened, now(), AT_ONCE)
    if (events.length === 0) return
    await Promise.all(events.map((event) => readEvent(db, ipfs, event, now())))
  }
}

async function readEvent(db: Database, ipfs: Blocks, event: WaitingEvent, now: Date): Promise<void> {
  const read = await namedIn(ipfs, event.ipfsHash)
  if ('named' in read) await verifyBy(db, event, read.named, now)
  else if ('nothing' in read) await storeAttempt(db, event, { state: 'ignored', reason: read.nothing, at: now })
  else await storeAttempt(db, event, nextAttempt(event, read.later, now))
}

/** Days of attempts to read a document. */
const RETRY_DAYS = 7

/** First wait, in milliseconds. Doubles after each attempt, up to six hours. */
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 6 * 3_600_000

function nextAttempt({ attempts, notedAt }: WaitingEvent, reason: string, now: Date) {
  if (now.getTime() - notedAt.getTime() >= RETRY_DAYS * 86_400_000) {
    return { state: 'given_up' as const, reason, at: now }
  }
  const wait = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS)
  return { state: 'waiting' as const, reason, at: new Date(now.getTime() + wait) }
}

/** Time limit (ms) and maximum size of a document. */
const READ_MS = 10_000
const MAX_BYTES = 1024 * 1024

/** Ids that a document names. `nothing` is final; `later` means it is unavailable now. */
type Read = { named: string[] } | { nothing: string } | { later: string }

async function namedIn(ipfs: Blocks, ipfsHash: string): Promise<Read> {
  const cid = parseCid(ipfsHash)
  if (!cid) return { nothing: 'The event contains no CID.' }
  const signal = AbortSignal.timeout(READ_MS)
  try {
    // Stops waiting for a store that ignores its abort signal.
    return await Promise.race([readFile(ipfs, cid, signal), rejectionOn(signal)])
  } catch (error) {
    if (error instanceof IpfsUnsupported) return { nothing: error.message }
    // An unreadable document must not block others.
    return {
      later: signal.aborted ? `The document was not found within ${READ_MS / 1000} seconds.` : String(reasonOf(error)),
    }
  }
}

async function readFile(ipfs: Blocks, cid: CID, signal: AbortSignal): Promise<Read> {
  const { openFile } = await import('../../ipfs/file.ts')
  const file = await openFile(ipfs, cid, signal)
  if (file.size > MAX_BYTES) return { nothing: `The document is longer than ${MAX_BYTES} bytes.` }
  const parts: Uint8Array[] = []
  for await (const part of file.read({ start: 0, end: file.size })) {
    signal.throwIfAborted()
    parts.push(part)
  }
  return idsIn(Buffer.concat(parts))
}

function rejectionOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Wallets write more fields, which are ignored. */
const entry = z.object({ id: z.string().refine(isUuid) })

/** Reads the ids in a JSON array of attestations. Skips entries without one. */
function idsIn(bytes: Uint8Array): Read {
  const entries = parsed(bytes)
  if (!Array.isArray(entries)) return { nothing: 'The document is not a JSON array.' }
  const named = entries.flatMap((value) => entry.safeParse(value).data?.id.toLowerCase() ?? [])
  if (named.length === 0) return { nothing: 'The document has no ids of attestations.' }
  return { named: [...new Set(named)] }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
