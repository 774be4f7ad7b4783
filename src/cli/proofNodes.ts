import type { BundlePorts } from '@chancery/verify/checks/verifyBundle'
import { anchorFinder } from '../anchoring/lookup.ts'
import { type Chain, ChainUnavailable, WrongChain } from '../chain/chain.ts'
import { connectToNode } from '../chain/jsonRpc.ts'
import { contractSignatureChecker } from '../core/signatures.ts'
import { Explained } from '../explained.ts'

export type ProofNodes = {
  of(chainId: number): Promise<Pick<BundlePorts, 'checkContractSignature' | 'findAnchor'>>
  close(): void
}

/** Connects to the node once per chain. Throws if the node is not on the bundle's chain. */
export function proofNodes(rpcUrl: string | undefined): ProofNodes {
  const chains = new Map<number, Chain>()
  return {
    async of(chainId) {
      if (!rpcUrl) return {}
      const chain = chains.get(chainId) ?? (await connectToNode(rpcUrl, chainId))
      chains.set(chainId, chain)
      await ensureSameChain(chain, chainId)
      return {
        checkContractSignature: contractSignatureChecker(chain, chainId),
        findAnchor: anchorFinder(chain, chainId),
      }
    },
    close() {
      for (const chain of chains.values()) chain.close()
    },
  }
}

/** Ignores an unavailable node; its checks are then `unknown`. */
async function ensureSameChain(chain: Chain, chainId: number): Promise<void> {
  try {
    await chain.ensureChainId()
  } catch (error) {
    if (!(error instanceof ChainUnavailable)) throw error
    if (!(error instanceof WrongChain)) return
    const message = `The bundle is for chain ${chainId}, but the node is on another chain. ${error.message}`
    throw new Explained(message, { cause: error })
  }
}
