import type { AskContract, ContractReading, ContractToAsk } from '@chancery/verify/checks/check'
import type { Address } from '@chancery/verify/ethereum/address'
import { headOf } from '../chain/blocks.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { codeAt } from '../chain/code.ts'
import { recoverSignerOf } from '../chain/keys/recover.ts'
import { problemBecause } from './problem.ts'

/** What a wallet that is a contract is asked through. */
export type Contracts = Pick<Chain, 'acceptsSignature'>

/** Whether a wallet signed a digest: by its key or, where there is a node to ask, as a contract does (EIP-1271). */
export async function isSignedBy(
  contracts: Contracts | null,
  wallet: Address,
  digest: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (recoverSignerOf(digest, signature) === wallet) return true
  if (!contracts) return false
  try {
    return await contracts.acceptsSignature(wallet, digest, signature)
  } catch (error) {
    if (!(error instanceof ChainUnavailable)) throw error
    throw problemBecause(error, 'chain.unavailable')
  }
}

/**
 * Asks contracts of the configured chain as the checks of certificates do; a contract of a chain that no node is configured
 * for cannot be asked.
 */
export function contractAsker(chain: Chain | null, chainId: number): AskContract {
  async function read(chain: Chain, { wallet, digest, bytes }: ContractToAsk): Promise<ContractReading> {
    if (await chain.acceptsSignature(wallet, digest, bytes)) return 'accepted'
    // What speaks against a certificate is asked again: behind one address may be several nodes, some of which have yet to
    // read so far as the contract is there, or one that has moved to another chain.
    await chain.ensureRightOne({ again: true })
    const { number } = await headOf(chain)
    if ((await codeAt(chain, wallet, number)) === '0x') return 'unavailable'
    return (await chain.acceptsSignature(wallet, digest, bytes, number)) ? 'accepted' : 'refused'
  }

  return async (question, signal) => {
    if (!chain || question.chain !== chainId) return 'elsewhere'
    const aborted = new Promise<'unavailable'>((resolve) => {
      signal.addEventListener('abort', () => resolve('unavailable'), { once: true })
    })
    const reading = read(chain, question).catch((error): ContractReading => {
      if (error instanceof ChainUnavailable) return 'unavailable'
      throw error
    })
    return Promise.race([reading, aborted])
  }
}
