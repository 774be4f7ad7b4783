import type { Address } from '@chancery/verify/ethereum/address'

// A contract wallet decides itself whether it accepts a signature (EIP-1271). It may revert, burn all gas or return
// garbage. A node reports some of that as an error, in the same way as its own failures. So the node does not run the
// wallet directly. It runs this small program, which calls the wallet with part of the gas and always returns one word,
// 1 or 0. Every error is then the node's own.

/** Gas for the wallet: three times what a curve check without a precompile needs. */
const WALLET_GAS = 3_000_000

/** Gas for program and wallet. A call can pass on at most 63/64 of it (EIP-150). */
export const CALL_GAS = 4_000_000

/** Returns the program as contract creation code: its output is what would become the contract's code. */
export function acceptanceProgram(wallet: Address, question: string): string {
  const code = [
    '60LL3803', //                   size of the question, which follows the program
    '8060LL600039', //               copy the question to memory
    '60206000', //                   the answer: one word, in memory at 0
    '826000', //                     the question: its size, in memory at 0
    `73${wallet.slice(2)}`, //       whom
    `63${hex4(WALLET_GAS)}fa`, //    ask without letting it change anything; 1 unless it fails
    '601f3d11', //                   its answer has a word at least …
    '631626ba7e60e01b60005114', //   … which is the one that EIP-1271 wants
    '1616600052', //                 all three: write it as a word
    '60206000f3', //                 and answer it
  ].join('')
  const size = (code.length / 2).toString(16).padStart(2, '0')
  return `0x${code.replaceAll('LL', size)}${question.slice(2)}`
}

function hex4(number: number): string {
  return number.toString(16).padStart(8, '0')
}
