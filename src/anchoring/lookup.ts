import type { AnchorClaim, AnchorResult, FindAnchor } from '@chancery/verify/checks/check'
import type { Anchor } from '@chancery/verify/checks/verifiable'
import type { Address } from '@chancery/verify/ethereum/address'
import { headOf } from '../chain/blocks.ts'
import { type Chain, ChainUnavailable } from '../chain/chain.ts'
import { forProof, type ProvableRow, provable, provableHasher } from '../core/provable.ts'
import type { Prisma } from '../database/prisma/client.ts'
import type { WalletCertificateRow } from '../public/queries.ts'
import { anchoredAt, ensureAnchors, ForeignContract, logOf } from './contract.ts'

export const withAnchor = {
  ...forProof,
  inAnchor: { include: { anchor: true } },
} satisfies Prisma.WalletCertificateInclude

type AnchoredRow = ProvableRow & Pick<WalletCertificateRow, 'inAnchor'>

/** Returns null if the certificate was never added to an anchor. */
export function anchorOf(row: AnchoredRow): Anchor | null {
  if (!row.inAnchor) return null
  const { proof, anchor } = row.inAnchor
  const chain = Number(anchor.chainId)
  const proved = provable(row)
  const { state, blockNumber, blockTime: time, transactionHash: transaction } = anchor
  const isFinal = state === 'confirmed' && blockNumber !== null && time !== null && transaction !== null
  return {
    digest: proved && provableHasher(chain)(proved),
    proof,
    root: anchor.root,
    chain,
    contract: anchor.contract as Address, // The database guarantees the format.
    place: isFinal ? { block: Number(blockNumber), time, transaction } : null,
  }
}

/** Returns the function with which certificate checks ask the configured chain for anchors. */
export function anchorFinder(chain: Chain, chainId: number): FindAnchor {
  const genuine = new Set<Address>()

  /** Returns the time when a root was anchored, as of a block or of the latest one. Throws ChainUnavailable. */
  async function timeOf({ contract, root }: AnchorClaim, block?: number): Promise<Date | 'missing' | 'foreign'> {
    try {
      if (!genuine.has(contract)) await ensureAnchors(chain, contract, block)
      genuine.add(contract)
      return (await anchoredAt(chain, contract, root, block)) ?? 'missing'
    } catch (error) {
      if (error instanceof ForeignContract) return 'foreign'
      throw error
    }
  }

  async function read(anchor: AnchorClaim): Promise<AnchorResult> {
    const time = await timeOf(anchor)
    if (time instanceof Date) return found(anchor, time)
    // One URL may lead to nodes that are behind. Confirm a negative result at a known block.
    await chain.ensureChainId({ recheck: true })
    const { number } = await headOf(chain)
    if (number < anchor.block) return { outcome: 'unavailable' }
    const again = await timeOf(anchor, number)
    return again instanceof Date ? found(anchor, again) : { outcome: again }
  }

  /** Returns an anchored root, with the claimed transaction if the chain confirms it. */
  async function found({ contract, root, transaction }: AnchorClaim, at: Date): Promise<AnchorResult> {
    // A node may have pruned old transactions. The root is anchored even so.
    const log = await logOf(chain, contract, root, transaction).catch((error) => {
      if (error instanceof ChainUnavailable) return null
      throw error
    })
    return { outcome: 'found', at, place: log && { block: log.blockNumber, transaction } }
  }

  return async (anchor, signal) => {
    if (anchor.chain !== chainId) return { outcome: 'elsewhere' }
    const late = new Promise<AnchorResult>((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'unavailable' }), { once: true })
    })
    const reading = read(anchor).catch((error): AnchorResult => {
      if (error instanceof ChainUnavailable) return { outcome: 'unavailable' }
      throw error
    })
    return Promise.race([reading, late])
  }
}
