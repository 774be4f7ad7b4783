import type { Address } from '@chancery/verify/ethereum/address'
import type { Chain } from './chain.ts'
import { codeBytes, hexOf, readAnswer } from './quantity.ts'

/** The code of a contract (hex, lower case), as of a block or of the newest one; 0x where there is none. */
export async function codeAt(chain: Chain, contract: Address, block?: number): Promise<string> {
  return readAnswer(codeBytes, await chain.request('eth_getCode', [contract, asOf(block)]), 'eth_getCode')
}

/** How a block is named to a node. */
export function asOf(block: number | undefined): string {
  return block === undefined ? 'latest' : hexOf(block)
}
