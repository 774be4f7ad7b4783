import { readFile } from 'node:fs/promises'
import type { Address } from '@chancery/verify/ethereum/address'
import { keccak } from '@chancery/verify/ethereum/keccak'
import { z } from 'zod'
import { firstBlockSince, headOf } from '../chain/blocks.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { asOf, codeAt } from '../chain/code.ts'
import { bytes32, hexOf, moment, readAnswer } from '../chain/quantity.ts'
import { type Log, logs, receiptOf } from '../chain/transactions.ts'
import { Explained } from '../explained.ts'

// contracts/Anchors.sol, asked over a node.

const ANCHOR = selectorOf('anchor(bytes32)')
const ANCHORED_AT = selectorOf('anchoredAt(bytes32)')
const ANCHORED = hexOf(keccak('Anchored(bytes32)'))

/** What stands at the address of a contract is not contracts/Anchors.sol. */
export class ForeignContract extends Explained {}

const artifact = z.object({ creationCode: z.string(), runtimeCode: z.string() })

/** The compiled contract: what deploys it, and what stands on a chain then. */
export async function readAnchorsArtifact(): Promise<z.infer<typeof artifact>> {
  return artifact.parse(JSON.parse(await readFile(new URL('../../contracts/Anchors.json', import.meta.url), 'utf8')))
}

/** Throws ForeignContract where another contract or none stands there, as of a block or of the newest one. */
export async function ensureAnchors(chain: Chain, contract: Address, block?: number): Promise<void> {
  const { runtimeCode } = await readAnchorsArtifact()
  const code = await codeAt(chain, contract, block)
  if (code === '0x') throw new ForeignContract(`There is no contract at ${contract} on this chain.`)
  if (code !== runtimeCode) throw new ForeignContract(`The contract at ${contract} is not contracts/Anchors.sol.`)
}

/** When a root was anchored first: the time of its block. Null where it is not, as of a block or of the newest one. */
export async function anchoredAt(
  chain: Chain,
  contract: Address,
  root: Uint8Array,
  block?: number,
): Promise<Date | null> {
  const call = { to: contract, data: ANCHORED_AT + hexOf(root).slice(2) }
  const answer = readAnswer(bytes32, await chain.request('eth_call', [call, asOf(block)]), 'eth_call')
  const time = readAnswer(moment, hexOf(answer), 'eth_call')
  return time.getTime() === 0 ? null : time
}

/** What a transaction tells the contract to anchor a root by. */
export function anchorCall(root: Uint8Array): string {
  return ANCHOR + hexOf(root).slice(2)
}

/** Where a root stands on the chain. */
export type AnchorPlace = {
  blockNumber: number
  blockHash: Uint8Array<ArrayBuffer>
  blockTime: Date
  transactionHash: Uint8Array<ArrayBuffer>
}

/**
 * Finds where a root stands, whoever put it there; null where it is not anchored. `hashes` are of transactions that may
 * have done so: where it was none of them, its block is found by its time. Throws ChainUnavailable where the chain changes
 * meanwhile.
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
  const log = (await logsAt(chain, contract, root, blockTime)).find(tellsOf(contract, root))
  if (!log) throw new ChainUnavailable('The chain changes while it is asked.')
  return placeIn(log, blockTime)
}

/** What a transaction told of a root; null where it told nothing of it. */
export async function logOf(chain: Chain, contract: Address, root: Uint8Array, hash: Uint8Array): Promise<Log | null> {
  return (await receiptOf(chain, hash))?.logs.find(tellsOf(contract, root)) ?? null
}

function tellsOf(contract: Address, root: Uint8Array) {
  return ({ address, topics }: Log) => address === contract && topics[0] === ANCHORED && topics[1] === hexOf(root)
}

function placeIn({ blockNumber, blockHash, transactionHash }: Log, blockTime: Date): AnchorPlace {
  return { blockNumber, blockHash, blockTime, transactionHash }
}

/** What the contract told in the blocks of one time. So few that no node refuses, however long the chain is. */
async function logsAt(chain: Chain, address: Address, root: Uint8Array, time: Date): Promise<Log[]> {
  const head = await headOf(chain)
  const fromBlock = await firstBlockSince(chain, time, head)
  const behind = await firstBlockSince(chain, new Date(time.getTime() + 1000), head)
  const blocks = { fromBlock: hexOf(fromBlock), toBlock: hexOf(Math.max(fromBlock, behind - 1)) }
  const filter = { address, topics: [ANCHORED, hexOf(root)], ...blocks }
  return readAnswer(logs, await chain.request('eth_getLogs', [filter]), 'eth_getLogs')
}

/** The first four bytes of its hash: how a function is called. */
function selectorOf(signature: string): string {
  return hexOf(keccak(signature)).slice(0, 10)
}
