import type { Address } from '@chancery/verify/ethereum/address'

// A contract wallet (EIP-1271) may revert, burn all gas or return garbage. A node may report that as its own failure.
// This program calls the wallet with part of the gas and always returns one word, 1 or 0.

/** Gas for the wallet: three times what a curve check without a precompile needs. */
const WALLET_GAS = 3_000_000

/** Gas for program and wallet. A call can pass on at most 63/64 of it (EIP-150). */
export const CALL_GAS = 4_000_000

/** Returns the program as contract creation code: its output is what would become the contract's code. */
export function acceptanceProgram(wallet: Address, call: string): string {
  const code = [
    '60LL3803', //                   size of the call data, which follows the program
    '8060LL600039', //               copy the call data to memory
    '60206000', //                   output: one word at memory 0
    '826000', //                     input: its size, at memory 0
    `73${wallet.slice(2)}`, //       the wallet to call
    `63${hex4(WALLET_GAS)}fa`, //    STATICCALL, which cannot change state: 1 on success
    '601f3d11', //                   its output has at least one word …
    '631626ba7e60e01b60005114', //   … equal to the magic value of EIP-1271
    '1616600052', //                 all three: store as a word
    '60206000f3', //                 return it
  ].join('')
  const size = (code.length / 2).toString(16).padStart(2, '0')
  return `0x${code.replaceAll('LL', size)}${call.slice(2)}`
}

function hex4(number: number): string {
  return number.toString(16).padStart(8, '0')
}
