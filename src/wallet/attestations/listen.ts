import { setImmediate } from 'node:timers/promises'
import type { Address } from '@chancery/verify/ethereum/address'
import { blockAt, headOf } from '../../chain/blocks.ts'
import { type Chain, ChainUnavailable, NodeRefused, TooLate, TooLong } from '../../chain/chain.ts'
import { hexOf } from '../../chain/quantity.ts'
import type { Config } from '../../core/config.ts'
import type { Database } from '../../database/client.ts'
import { parseCid } from '../../ipfs/cid.ts'
import type { Blocks } from '../../ipfs/store.ts'
import { type AttestationLog, attestationLogs, followsItsParent, logsByTransaction, sendersOf } from './logs.ts'
import { addEvents, type ListenedBlock, listenedBlocks, undoEvents } from './queries.ts'
import { readWaitingEvents } from './readEvents.ts'

export type Listener = {
  db: Database
  chain: Chain
  ipfs: Blocks
  contract: Address
  log: { error(details: object, message: string): void }
} & Pick<Config, 'chainId' | 'chainConfirmations' | 'verificationFromBlock'>

/** How long a job listens, and then reads documents, in milliseconds. The next job continues. */
const LISTEN_MS = 25_000
const READ_MS = 20_000

/** Reads new events of the contract and verifies the attestations that they name. */
export async function listenToAttestations(listener: Listener, now: () => Date): Promise<void> {
  // Stored events can be read while the node is unavailable.
  const [listened] = await Promise.allSettled([listen(listener, now)])
  const { db, ipfs, chainId, contract } = listener
  await readWaitingEvents(db, ipfs, { chainId, contract }, now, READ_MS)
  if (listened.status === 'rejected') throw listened.reason
}

/** Maximum blocks per request to the node. */
const MOST_BLOCKS = 1000

/** Above this number of events, halves the range of blocks to bound memory. */
const MANY_EVENTS = 2000

/** Reads events up to the last confirmed block, or for LISTEN_MS. */
async function listen(listener: Listener, now: () => Date): Promise<void> {
  const { db, chain, chainId, contract, chainConfirmations, verificationFromBlock } = listener
  const listened = { chainId, contract }
  const end = performance.now() + LISTEN_MS
  let most = MOST_BLOCKS
  while (performance.now() < end) {
    const head = await headOf(chain)
    const blocks = await listenedBlocks(db, listened, verificationFromBlock)
    const [last] = blocks
    if (!last) throw new Error('The first block to listen from was not stored.')
    const common = await lastCommonBlock(chain, blocks)
    // The node is behind the last block read.
    if (!common) return
    if (common.number < last.number) {
      // A node that moved to another chain is not a reorganization. Throws in that case.
      await chain.ensureChainId({ recheck: true })
      await undoFork(listener, last, common, now())
      continue
    }
    const to = Math.min(head.number - chainConfirmations, last.number + most)
    if (to <= last.number) return
    const events = await eventsIn(listener, last.number + 1, to)
    if (events === 'too many') {
      most = Math.ceil((to - last.number) / 2)
      continue
    }
    most = events.events.length > MANY_EVENTS ? Math.ceil((to - last.number) / 2) : Math.min(2 * most, MOST_BLOCKS)
    if (!(await addEvents(db, listened, last, events.last, events.events, now()))) return
  }
}

/** Returns the last block read that is still on the chain. Returns null if the node does not reach it. */
async function lastCommonBlock(chain: Chain, blocks: ListenedBlock[]): Promise<ListenedBlock | null> {
  for (const block of blocks) {
    if (block.hash === null) return block
    const now = await blockAt(chain, block.number)
    if (!now) return null
    if (hexOf(now.hash) === block.hash) return block
    if (!(await followsItsParent(chain, block.number))) {
      throw new ChainUnavailable(`Block ${block.number} of the node does not follow the block before it.`)
    }
  }
  return null
}

/** Undoes the events of blocks that a reorganization removed. */
async function undoFork({ db, chainId, contract, log }: Listener, last: ListenedBlock, to: ListenedBlock, now: Date) {
  const undone = await undoEvents(db, { chainId, contract }, last, to, now)
  if (undone === false) return
  const details = { from: last.number, to: to.number, verifications: undone }
  log.error(details, 'Chain reorganized: attestations undone, blocks will be read again')
}

/** Returns a range's events with senders, and its last block; `too many` if the node rejects several blocks. */
async function eventsIn(listener: Listener, from: number, to: number) {
  const { chain, contract } = listener
  const last = await blockAt(chain, to)
  if (!last) throw new ChainUnavailable(`The node has no block ${to}, but has later blocks.`)
  const logs = await logsIn(listener, from, to)
  if (logs === 'too many') return logs
  const parsed: { log: AttestationLog; ipfsHash: string | null }[] = []
  for (const log of logs) {
    parsed.push({ log, ipfsHash: cidIn(log) })
    // Lets other work run: rejecting a text that is not a CID is slow.
    if (parsed.length % 500 === 0) await setImmediate()
  }
  const senders = await sendersOf(
    chain,
    contract,
    parsed.flatMap(({ log, ipfsHash }) => (ipfsHash ? [log] : [])),
  )
  const events = parsed.map(({ log: { blockNumber, blockHash, transactionHash, index }, ipfsHash }) => ({
    ...{ blockNumber, blockHash, transactionHash, logIndex: index, ipfsHash },
    sender: senders.get(transactionHash) ?? null,
  }))
  return { last: { number: to, hash: hexOf(last.hash) }, events }
}

async function logsIn({ chain, contract, log }: Listener, from: number, to: number) {
  try {
    return await attestationLogs(chain, contract, from, to)
  } catch (error) {
    // Nodes reject large responses with varying messages, or time out. An unavailable node has failed in `headOf`.
    if (error instanceof ChainUnavailable && to > from) return 'too many'
    if (!(error instanceof TooLong || error instanceof TooLate || error instanceof NodeRefused)) throw error
  }
  // A single block cannot be split; reads it by transaction.
  const { logs, skipped } = await logsByTransaction(chain, contract, from)
  for (const transaction of skipped) {
    log.error({ block: from, transaction }, 'Transaction skipped: receipt too long, attestations not verified')
  }
  return logs
}

function cidIn({ text }: AttestationLog): string | null {
  return text !== null && parseCid(text) ? text : null
}
