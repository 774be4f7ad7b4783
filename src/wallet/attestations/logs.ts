import { setImmediate } from 'node:timers/promises'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { keccak } from '@chancery/verify/ethereum/keccak'
import { z } from 'zod'
import { blockAt } from '../../chain/blocks.ts'
import { type Chain, ChainUnavailable, NodeRefused, TooLong } from '../../chain/chain.ts'
import { count, hexOf, readAnswer } from '../../chain/quantity.ts'
import { bitsOf, hasBit } from './bloom.ts'

// Events `event Verification(bytes ipfsHash)` of a contract. Rejects inconsistent responses of the node.

/** An event of the contract. Hashes are lower case with 0x. */
export type AttestationLog = {
  blockNumber: number
  blockHash: string
  transactionHash: string
  /** Index of the transaction in its block, and of the event in its block. */
  transactionIndex: number
  index: number
  /** Its argument if that is a short text; in BDN a CID. */
  text: string | null
}

const VERIFICATION = hexOf(keccak('Verification(bytes)'))

const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform((text) => text.toLowerCase())

const log = z.object({
  address: z.string(),
  topics: z.array(z.string()).max(4),
  data: z.string().regex(/^0x([0-9a-f]{2})*$/i),
  blockNumber: count,
  blockHash: hash,
  transactionHash: hash,
  transactionIndex: count,
  logIndex: count.pipe(z.number().max(2 ** 31 - 1)),
  removed: z.literal(false).optional(),
})

/** Maximum parallel requests to the node. */
const AT_ONCE = 16

/** Returns the events of blocks `from` to `to` (inclusive). Throws ChainUnavailable also for inconsistent responses. */
export async function attestationLogs(
  chain: Chain,
  contract: Address,
  from: number,
  to: number,
): Promise<AttestationLog[]> {
  const filter = { address: contract, topics: [VERIFICATION], fromBlock: hexOf(from), toBlock: hexOf(to) }
  const entries = readAnswer(z.array(z.unknown()), await chain.request('eth_getLogs', [filter]), 'eth_getLogs')
  const found: z.infer<typeof log>[] = []
  for (const [index, entry] of entries.entries()) {
    found.push(readAnswer(log, entry, 'eth_getLogs'))
    // Lets other work run.
    if (index % 500 === 499) await setImmediate()
  }
  const hashes = new Map(found.map(({ blockNumber, blockHash }) => [blockNumber, blockHash]))
  const fits = found.every(
    ({ address, topics, blockNumber, blockHash }) =>
      address.toLowerCase() === contract &&
      topics[0]?.toLowerCase() === VERIFICATION &&
      blockNumber >= from &&
      blockNumber <= to &&
      blockHash === hashes.get(blockNumber),
  )
  if (!fits) throw new ChainUnavailable('The node returned events from eth_getLogs that do not match the filter.')
  await inChunks([...hashes], async ([number, hash]) => {
    const block = await blockAt(chain, number)
    if (!block || hexOf(block.hash) !== hash) {
      throw new ChainUnavailable(`The events of block ${number} have another block hash than its header.`)
    }
  })
  if (to - from < FEW_BLOCKS) {
    const empty = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((at) => !hashes.has(at))
    await inChunks(empty, (number) => ensureNoEvents(chain, contract, number))
  }
  return found.map(eventOf)
}

/** Reads every header of a range up to this size: near the head, a node may not have indexed its events yet. */
const FEW_BLOCKS = 32

/** Throws ChainUnavailable if the node omits events that the header's filter shows and no other events explain. */
async function ensureNoEvents(chain: Chain, contract: Address, number: number): Promise<void> {
  const block = await blockAt(chain, number)
  if (!block) throw new ChainUnavailable(`The node has no block ${number}, but has later blocks.`)
  const { bloom } = block
  const bits = [...bitsOf(contract), ...bitsOf(VERIFICATION)]
  if (!bloom || !bits.every((bit) => hasBit(bloom, bit))) return
  if (await setByOthers(chain, contract, hexOf(block.hash), new Set(bits))) return
  throw new ChainUnavailable(`The node returned no events of block ${number}, but its header shows some.`)
}

const anyLog = z.object({ address: z.string().regex(/^0x[0-9a-f]{40}$/i), topics: z.array(hash).max(4) })

/** Returns whether other events of the block set these bits, and none is the contract's. */
async function setByOthers(chain: Chain, contract: Address, blockHash: string, bits: Set<number>): Promise<boolean> {
  const logsWith = async (filter: object) =>
    readAnswer(z.array(anyLog), await chain.request('eth_getLogs', [{ blockHash, ...filter }]), 'eth_getLogs')
  let all: z.infer<typeof anyLog>[]
  try {
    all = await logsWith({})
  } catch (error) {
    if (!(error instanceof NodeRefused || error instanceof TooLong)) throw error
    // The only check left: the node confirms the result by block hash.
    return (await logsWith({ address: contract, topics: [VERIFICATION] })).length === 0
  }
  if (all.some(({ address, topics }) => address.toLowerCase() === contract && topics[0] === VERIFICATION)) return false
  for (const [index, { address, topics }] of all.entries()) {
    for (const value of [address, ...topics]) for (const bit of bitsOf(value)) bits.delete(bit)
    if (bits.size === 0) return true
    if (index % 100 === 99) await setImmediate()
  }
  return false
}

function eventOf(entry: z.infer<typeof log>): AttestationLog {
  const { blockNumber, blockHash, transactionHash, transactionIndex, logIndex, data } = entry
  return { blockNumber, blockHash, transactionHash, transactionIndex, index: logIndex, text: textIn(data) }
}

const transactions = z.object({ hash, transactions: z.array(hash) })
const receipt = z.object({
  blockHash: hash,
  logs: z.array(z.object({ address: z.string(), topics: z.array(z.string()) }).loose()),
})

/** Reads a block that is too large by transaction. Skips transactions whose receipt is too long, and returns them. */
export async function logsByTransaction(
  chain: Chain,
  contract: Address,
  number: number,
): Promise<{ logs: AttestationLog[]; skipped: string[] }> {
  const answer = await chain.request('eth_getBlockByNumber', [hexOf(number), false])
  const block = readAnswer(transactions, answer, 'eth_getBlockByNumber')
  const skipped: string[] = []
  const found: AttestationLog[] = []
  await inChunks(block.transactions, async (of) => {
    try {
      const answer = await chain.request('eth_getTransactionReceipt', [of])
      const { blockHash, logs } = readAnswer(receipt, answer, 'eth_getTransactionReceipt')
      if (blockHash !== block.hash) throw new ChainUnavailable(`The node returned transaction ${of} in two blocks.`)
      for (const entry of logs) {
        const isOurs = entry.address.toLowerCase() === contract && entry.topics[0]?.toLowerCase() === VERIFICATION
        if (isOurs) found.push(eventOf(readAnswer(log, entry, 'eth_getTransactionReceipt')))
      }
    } catch (error) {
      if (!(error instanceof TooLong)) throw error
      skipped.push(of)
    }
  })
  return { logs: found.toSorted((one, other) => one.index - other.index), skipped }
}

const BY_POSITION = 'eth_getTransactionByBlockHashAndIndex'

const transaction = z.object({ hash, blockHash: hash.nullable(), from: z.string(), to: z.string().nullable() })

/**
 * Returns the sender of each event's transaction by hash. Null if the transaction called another contract, which called
 * this one: its sender may not have intended that. Throws ChainUnavailable if transaction and event disagree.
 */
export async function sendersOf(
  chain: Chain,
  contract: Address,
  events: Pick<AttestationLog, 'transactionHash' | 'transactionIndex' | 'blockHash'>[],
): Promise<Map<string, Address | null>> {
  const transactions = new Map(events.map((event) => [event.transactionHash, event]))
  const senders = new Map<string, Address | null>()
  await inChunks([...transactions], async ([of, { blockHash: block, transactionIndex }]) => {
    // By block and index: nodes drop their index of old transaction hashes.
    const answer = await chain.request(BY_POSITION, [block, hexOf(transactionIndex)])
    const { hash, blockHash, from, to } = readAnswer(transaction, answer, BY_POSITION)
    const sender = parseAddress(from)
    if (hash !== of || blockHash !== block || !sender) {
      throw new ChainUnavailable(`The node returned contradictory data for transaction ${of}.`)
    }
    senders.set(of, to?.toLowerCase() === contract ? sender : null)
  })
  return senders
}

const parent = z.object({ parentHash: hash })

/** Returns whether the node's block of a number follows the node's block before it. */
export async function followsItsParent(chain: Chain, number: number): Promise<boolean> {
  if (number === 0) return true
  const answer = await chain.request('eth_getBlockByNumber', [hexOf(number), false])
  const { parentHash } = readAnswer(parent, answer, 'eth_getBlockByNumber')
  const before = await blockAt(chain, number - 1)
  return before !== null && hexOf(before.hash) === parentHash
}

async function inChunks<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work))
  }
}

/** Maximum length in characters of a CID whose document is read. */
const MAX_TEXT = 128

/** Decodes one ABI argument of type `bytes` as text: offset, length, content. */
function textIn(data: string): string | null {
  const [, length = '', rest = ''] = /^0x0{62}20(.{64})(.*)$/.exec(data.slice(0, 130 + 2 * MAX_TEXT)) ?? []
  const size = Number(`0x${length}`)
  if (!(size > 0 && size <= MAX_TEXT) || rest.length < 2 * size) return null
  const text = Buffer.from(rest.slice(0, 2 * size), 'hex').toString('latin1')
  return /^[\x21-\x7e]+$/.test(text) ? text : null
}
