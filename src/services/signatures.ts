import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { Problem } from '../errors.ts'
import type { Address } from '../wallet/address.ts'
import { recoverSignerOf } from '../wallet/recover.ts'

/** Whether a wallet signed a digest: by its key or, where there is a node to ask, as a contract does (EIP-1271). */
export async function isSignedBy(
  chain: Chain | null,
  wallet: Address,
  digest: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (recoverSignerOf(digest, signature) === wallet) return true
  if (!chain) return false
  try {
    return await chain.acceptsSignature(wallet, digest, signature)
  } catch (error) {
    if (!(error instanceof ChainUnavailable)) throw error
    const message = 'The Ethereum node does not answer, so the signature could not be checked. Try again later.'
    throw new Problem('chain.unavailable', message, undefined, { cause: error })
  }
}
