import { readFile } from 'node:fs/promises'
import type { Address } from '@chancery/verify/ethereum/address'
import { keccak } from '@chancery/verify/ethereum/keccak'
import { z } from 'zod'
import { firstBlockSince, headOf } from '../chain/blocks.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { blockTag, codeAt } from '../chain/code.ts'
import { bytes32, hexOf, moment, readAnswer } from '../chain/quantity.ts'
import { type Log, logs, receiptOf } from '../chain/transactions.ts'
import { Explained } from '../explained.ts'
import { root } from '../root.ts'

const ANCHOR = selectorOf('anchor(bytes32)')
const ANCHORED_AT = selectorOf('anchoredAt(bytes32)')
const ANCHORED = hexOf(keccak('Anchored(bytes32)'))

/** The code at the contract's address is not contracts/Anchors.sol. */
export class ForeignContract extends Explained {}

const artifact = z.object({ creationCode: z.string(), runtimeCode: z.string() })

export async function readAnchorsArtifact(): Promise<z.infer<typeof artifact>> {
  return artifact.parse(JSON.parse(await readFile(new URL('contracts/Anchors.json', root), 'utf8')))
}

/** Throws ForeignContract if the address has another contract or none, at a block or the latest one. */
export async function ensureAnchors(chain: Chain, contract: Address, block?: number): Promise<void> {
  const { runtimeCode } = await readAnchorsArtifact()
  const code = await codeAt(chain, contract, block)
  if (code === '0x') throw new ForeignContract(`There is no contract at ${contract} on this chain.`)
  if (code !== runtimeCode) throw new ForeignContract(`The contract at ${contract} is not contracts/Anchors.sol.`)
}

/** Returns when a root was anchored, read at a block or the latest one. Null if it is not anchored. */
export async function anchoredAt(
  chain: Chain,
  contract: Address,
  root: Uint8Array,
  block?: number,
): Promise<Date | null> {
  const call = { to: contract, data: ANCHORED_AT + hexOf(root).slice(2) }
  const answer = readAnswer(bytes32, await chain.request('eth_call', [call, blockTag(block)]), 'eth_call')
  const time = readAnswer(moment, hexOf(answer), 'eth_call')
  return time.getTime() === 0 ? null : time
}

export function anchorCall(root: Uint8Array): string {
  return ANCHOR + hexOf(root).slice(2)
}

export type AnchorPlace = {
  blockNumber: number
  blockHash: Uint8Array<ArrayBuffer>
  blockTime: Date
  transactionHash: Uint8Array<ArrayBuffer>
}

/**
 * Finds a root on the chain, from any sender. Null if it is not anchored. `hashes` are transactions that may have
 * anchored it; otherwise the block is found by its time. Throws ChainUnavailable if the chain changes meanwhile.
 */
export async function placeOf(
  chain: Chain,
  contract: Address,
  root: Uint8Array,
  hashes: Uint8Array[],
): Promise<AnchorPlace | null> {
  const blockTime = await anchoredAt(chain, contract, root)
  if (!blockTime) return null
  for (const hash of hashes) {
    const log = await logOf(chain, contract, root, hash)
    if (log) return placeIn(log, blockTime)
  }
  const log = (await logsAt(chain, contract, root, blockTime)).find(isEventOf(contract, root))
  if (!log) throw new ChainUnavailable('The chain changed during the lookup.')
  return placeIn(log, blockTime)
}

/** Returns the event with which a transaction anchored a root, if any. */
export async function logOf(chain: Chain, contract: Address, root: Uint8Array, hash: Uint8Array): Promise<Log | null> {
  return (await receiptOf(chain, hash))?.logs.find(isEventOf(contract, root)) ?? null
}

function isEventOf(contract: Address, root: Uint8Array) {
  return ({ address, topics }: Log) => address === contract && topics[0] === ANCHORED && topics[1] === hexOf(root)
}

function placeIn({ blockNumber, blockHash, transactionHash }: Log, blockTime: Date): AnchorPlace {
  return { blockNumber, blockHash, blockTime, transactionHash }
}

/** Returns the contract's events in blocks of one second: few enough for any node. */
async function logsAt(chain: Chain, address: Address, root: Uint8Array, time: Date): Promise<Log[]> {
  const head = await headOf(chain)
  const fromBlock = await firstBlockSince(chain, time, head)
  const after = await firstBlockSince(chain, new Date(time.getTime() + 1000), head)
  const blocks = { fromBlock: hexOf(fromBlock), toBlock: hexOf(Math.max(fromBlock, after - 1)) }
  const filter = { address, topics: [ANCHORED, hexOf(root)], ...blocks }
  return readAnswer(logs, await chain.request('eth_getLogs', [filter]), 'eth_getLogs')
}

/** Returns the function selector: the first four bytes of the hash of its signature. */
function selectorOf(signature: string): string {
  return hexOf(keccak(signature)).slice(0, 10)
}
