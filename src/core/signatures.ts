import type { CheckContractSignature, ContractSignature, ContractSignatureResult } from '@chancery/verify/checks/check'
import type { Address } from '@chancery/verify/ethereum/address'
import { expandSignature } from '@chancery/verify/ethereum/signer'
import { headOf } from '../chain/blocks.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { codeAt } from '../chain/code.ts'
import { recoverSignerOf } from '../chain/keys/recover.ts'
import { problemCausedBy } from './problem.ts'

export type Contracts = Pick<Chain, 'acceptsSignature'>

/** Checks a wallet's signature by its key or, with a node, as a contract (EIP-1271). Throws `chain.unavailable`. */
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
    throw problemCausedBy(error, 'chain.unavailable')
  }
}

/** Returns an accepted signature as proofs have it: a key's with 65 bytes, a contract's unchanged. */
export function provenSignature(
  wallet: Address,
  digest: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
): { signature: Uint8Array<ArrayBuffer>; byContract: boolean } {
  const byContract = recoverSignerOf(digest, signature) !== wallet
  return { signature: byContract ? signature : new Uint8Array(expandSignature(signature)), byContract }
}

/** Checks contract signatures on the configured chain. Returns `elsewhere` for another chain or without a node. */
export function contractSignatureChecker(chain: Chain | null, chainId: number): CheckContractSignature {
  async function read(chain: Chain, { wallet, digest, bytes }: ContractSignature): Promise<ContractSignatureResult> {
    if (await chain.acceptsSignature(wallet, digest, bytes)) return 'accepted'
    // Checks again before it rejects: several nodes may share one address, and one may lag or follow another chain.
    await chain.ensureChainId({ recheck: true })
    const { number } = await headOf(chain)
    if ((await codeAt(chain, wallet, number)) === '0x') return 'unavailable'
    return (await chain.acceptsSignature(wallet, digest, bytes, number)) ? 'accepted' : 'refused'
  }

  return async (question, signal) => {
    if (!chain || question.chain !== chainId) return 'elsewhere'
    const aborted = new Promise<'unavailable'>((resolve) => {
      signal.addEventListener('abort', () => resolve('unavailable'), { once: true })
    })
    const reading = read(chain, question).catch((error): ContractSignatureResult => {
      if (error instanceof ChainUnavailable) return 'unavailable'
      throw error
    })
    return Promise.race([reading, aborted])
  }
}
