import type { Address } from '@chancery/verify/ethereum/address'

// A wallet that is a contract says itself whether it accepts a signature (EIP-1271), and may do so in any way: revert,
// burn all gas, answer nonsense. A node tells some of that as an error, in words of its own, like its own troubles. So
// the node does not run the wallet but this little program, which runs the wallet with a part of the gas and always
// answers: one word, 1 or 0. Every error is then the node's.

/** Gas that a wallet may use: thrice what checks of a curve without a precompile take. */
const WALLET_GAS = 3_000_000

/** Gas for the program with the wallet, of which a call may pass on 63 parts of 64 (EIP-150). */
export const CALL_GAS = 4_000_000

/** The program, to be run as the creation of a contract: its answer is what would become the contract's code. */
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
