import { z } from 'zod'
import { type Chain, ChainUnavailable } from './chain.ts'
import { bytes32, bytes256, count, hexOf, moment, quantity, readAnswer } from './quantity.ts'

/** A block as its header says it. */
export type Block = {
  number: number
  hash: Uint8Array<ArrayBuffer>
  /** To the second. */
  time: Date
  /** What a unit of gas costs at least, in wei; null on chains from before EIP-1559. */
  baseFee: bigint | null
  /** The filter of what its contracts told (src/wallet/attestations/bloom.ts); null where the chain has none. */
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

/** The newest block. */
export async function headOf(chain: Chain): Promise<Block> {
  const head = await readBlock(chain, 'latest')
  if (!head) throw new ChainUnavailable('The node has no blocks.')
  return head
}

/** The block of that number; null where the chain does not reach so far. */
export function blockAt(chain: Chain, number: number): Promise<Block | null> {
  return readBlock(chain, hexOf(number))
}

async function readBlock(chain: Chain, which: string): Promise<Block | null> {
  return readAnswer(header, await chain.request('eth_getBlockByNumber', [which, false]), 'eth_getBlockByNumber')
}

/** The number of the first block that is not from before a time, found by halving. */
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
