import type { Address } from '@chancery/verify/ethereum/address'
import type { Chain } from './chain.ts'
import { codeBytes, hexOf, readAnswer } from './quantity.ts'

/** Returns the code of a contract (hex, lower case) at a block, or at the latest one. 0x if there is no contract. */
export async function codeAt(chain: Chain, contract: Address, block?: number): Promise<string> {
  return readAnswer(codeBytes, await chain.request('eth_getCode', [contract, blockTag(block)]), 'eth_getCode')
}

export function blockTag(block: number | undefined): string {
  return block === undefined ? 'latest' : hexOf(block)
}
