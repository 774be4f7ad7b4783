import type { Address } from '@chancery/verify/ethereum/address'
import { z } from 'zod'
import { Explained } from '../explained.ts'
import type { Block } from './blocks.ts'
import { type Chain, NodeRefused } from './chain.ts'
import type { IssuerKey } from './keys/issuerKey.ts'
import { bytes32, bytesOf, count, hexOf, quantity, readAnswer } from './quantity.ts'

/** The account, the network or the configuration prevents a transaction. The message says what to do. */
export class CannotSend extends Explained {}

/** Maximum price of a unit of gas, and the part of it for the block's producer; in wei. */
export type Fees = { maxFee: bigint; priorityFee: bigint }

export type SignedTransaction = { hash: Uint8Array<ArrayBuffer>; raw: Uint8Array<ArrayBuffer> }

/** Call of a contract. Without `to`, `data` is the code that creates a new one. */
export type Call = { to: Address | null; data: string }

/** Returns the number of an account's transactions in blocks: the nonce of its next one. */
export async function nonceOf(chain: Chain, account: Address): Promise<number> {
  return readAnswer(
    count,
    await chain.request('eth_getTransactionCount', [account, 'latest']),
    'eth_getTransactionCount',
  )
}

const GWEI = 10n ** 9n

/** Returns fees with room for the base fee to double. Throws CannotSend above the cap (in gwei). */
export async function feesNow(chain: Chain, { baseFee }: Block, capGwei: number): Promise<Fees> {
  if (baseFee === null) throw new CannotSend('The chain has no base fee. Only chains with EIP-1559 are supported.')
  const cap = BigInt(capGwei) * GWEI
  if (baseFee > cap) {
    const price = `Gas costs ${gwei(baseFee)} gwei now, but ANCHOR_MAX_FEE_GWEI is ${capGwei}.`
    throw new CannotSend(`${price} Wait until gas costs less, or raise the limit.`)
  }
  const tip = readAnswer(quantity, await chain.request('eth_maxPriorityFeePerGas', []), 'eth_maxPriorityFeePerGas')
  const maxFee = least(2n * baseFee + tip, cap)
  return { maxFee, priorityFee: least(tip, maxFee) }
}

/** Returns fees to replace a transaction; nodes require at most an eighth more. Null above the cap. */
export function feesToReplace(before: Fees, now: Fees, capGwei: number): Fees | null {
  const fees = {
    maxFee: greatest(now.maxFee, eighthMore(before.maxFee)),
    priorityFee: greatest(now.priorityFee, eighthMore(before.priorityFee)),
  }
  return fees.maxFee > BigInt(capGwei) * GWEI ? null : fees
}

/** Estimates a transaction's gas and adds a fifth. Throws CannotSend if the transaction would fail. */
export async function gasFor(chain: Chain, from: Address, { to, data }: Call): Promise<bigint> {
  try {
    // At the latest block: a pending transaction may already do the same work.
    const estimate = await chain.request('eth_estimateGas', [{ from, data, ...(to && { to }) }, 'latest'])
    return (readAnswer(quantity, estimate, 'eth_estimateGas') * 6n) / 5n
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    throw new CannotSend(`The transaction would fail: ${nodeText(error)}`, { cause: error })
  }
}

/** Throws CannotSend if an account's balance does not cover a transaction's maximum cost. */
export async function ensureFunds(chain: Chain, account: Address, gas: bigint, { maxFee }: Fees): Promise<void> {
  const balance = readAnswer(quantity, await chain.request('eth_getBalance', [account, 'latest']), 'eth_getBalance')
  if (balance >= gas * maxFee) return
  const needs = `a transaction may cost ${ether(gas * maxFee)} ETH`
  throw new CannotSend(`Account ${account} has ${ether(balance)} ETH, but ${needs}. Fund the account.`)
}

type ToSign = Call & { chainId: number; nonce: number; gas: bigint; fees: Fees }

export async function signTransaction(key: IssuerKey, toSign: ToSign): Promise<SignedTransaction> {
  const [{ Transaction }, { SigningKey }] = await Promise.all([import('ethers/transaction'), import('ethers/crypto')])
  const { to, data, chainId, nonce, gas, fees } = toSign
  const transaction = Transaction.from({
    ...{ type: 2, to, data, chainId, nonce, gasLimit: gas },
    ...{ maxFeePerGas: fees.maxFee, maxPriorityFeePerGas: fees.priorityFee },
  })
  transaction.signature = new SigningKey(key).sign(transaction.unsignedHash)
  return { hash: bytesOf(transaction.hash ?? ''), raw: bytesOf(transaction.serialized) }
}

/** Sends a transaction to the node. Safe to repeat. Throws CannotSend if the node rejects it. */
export async function broadcast(chain: Chain, { hash, raw }: SignedTransaction): Promise<void> {
  try {
    await chain.request('eth_sendRawTransaction', [hexOf(raw)])
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    // Nodes report a known transaction with different errors. It is enough that the node has it.
    if (await chain.request('eth_getTransactionByHash', [hexOf(hash)])) return
    throw new CannotSend(`The node rejected transaction ${hexOf(hash)}: ${nodeText(error)}`, { cause: error })
  }
}

const log = z
  .object({
    address: z.string(),
    topics: z.array(z.string()),
    blockNumber: count,
    blockHash: bytes32,
    transactionHash: bytes32,
  })
  .transform(({ address, topics, ...place }) => ({ address: address.toLowerCase(), topics, ...place }))

export type Log = z.infer<typeof log>

export const logs = z.array(log)

const receipt = z.object({ status: count, contractAddress: z.string().nullish(), logs }).nullable()

/** Returns the receipt of a transaction: status 1 is success, 0 failure. Null if it is in no block. */
export async function receiptOf(chain: Chain, hash: Uint8Array): Promise<z.infer<typeof receipt>> {
  const answer = await chain.request('eth_getTransactionReceipt', [hexOf(hash)])
  return readAnswer(receipt, answer, 'eth_getTransactionReceipt')
}

/** Returns the node's error text without URLs and long words, which may contain the operator's secrets. */
function nodeText({ text }: NodeRefused): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\S*:\/\/\S*|[\w-]{24,}/g, '…')
    .slice(0, 200)
}

function gwei(wei: bigint): string {
  return decimal(Number(wei) / 1e9)
}

function ether(wei: bigint): string {
  return decimal(Number(wei) / 1e18)
}

/** Formats a number with at most nine decimals and no exponent. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '')
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

function greatest(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}

function eighthMore(fee: bigint): bigint {
  return (fee * 9n + 7n) / 8n
}
