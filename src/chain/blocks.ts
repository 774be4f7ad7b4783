import { z } from 'zod'
import { type Chain, ChainUnavailable } from './chain.ts'
import { bytes32, bytes256, count, hexOf, moment, quantity, readAnswer } from './quantity.ts'

export type Block = {
  number: number
  hash: Uint8Array<ArrayBuffer>
  /** In whole seconds. */
  time: Date
  /** Minimum price of a unit of gas, in wei. Null on chains without EIP-1559. */
  baseFee: bigint | null
  /** Bloom filter of the block's events (src/wallet/attestations/bloom.ts). Null if the chain has none. */
  bloom: Uint8Array<ArrayBuffer> | null
}

const header = z
  .object({
    ...{ number: count, hash: bytes32, timestamp: moment },
    ...{ baseFeePerGas: quantity.nullish(), logsBloom: bytes256.nullish() },
  })
  .transform(({ number, hash, timestamp, baseFeePerGas, logsBloom }) => ({
    number,
    hash,
    time: timestamp,
    baseFee: baseFeePerGas ?? null,
    bloom: logsBloom ?? null,
  }))
  .nullable()

export async function headOf(chain: Chain): Promise<Block> {
  const head = await readBlock(chain, 'latest')
  if (!head) throw new ChainUnavailable('The node has no blocks.')
  return head
}

/** Returns null if the chain is shorter. */
export function blockAt(chain: Chain, number: number): Promise<Block | null> {
  return readBlock(chain, hexOf(number))
}

async function readBlock(chain: Chain, which: string): Promise<Block | null> {
  return readAnswer(header, await chain.request('eth_getBlockByNumber', [which, false]), 'eth_getBlockByNumber')
}

/** Returns the number of the first block at or after a time. Uses binary search. */
export async function firstBlockSince(chain: Chain, time: Date, head: Block): Promise<number> {
  let [low, high] = [0, head.number + 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const block = await blockAt(chain, middle)
    if (block && block.time < time) low = middle + 1
    else high = middle
  }
  return low
}
