import { setTimeout } from 'node:timers/promises'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { headOf } from '../chain/blocks.ts'
import type { Chain } from '../chain/chain.ts'
import { addressOf } from '../chain/keys/addressOf.ts'
import {
  broadcast,
  CannotSend,
  ensureFunds,
  feesNow,
  gasFor,
  nonceOf,
  receiptOf,
  signTransaction,
} from '../chain/transactions.ts'
import { readAnchorsArtifact } from './contract.ts'
import type { AnchoringSettings } from './settings.ts'

const POLL_MS = 1000

type Deployment = Pick<AnchoringSettings, 'chainId' | 'key' | 'maxFeeGwei'> & { onSent: (hash: Uint8Array) => void }

/** Deploys contracts/Anchors.sol, waits until it is in a block, and returns its address. Throws CannotSend. */
export async function deployAnchors(chain: Chain, { chainId, key, maxFeeGwei, onSent }: Deployment): Promise<Address> {
  const { creationCode: data } = await readAnchorsArtifact()
  const sender = addressOf(key)
  const [fees, nonce, gas] = await Promise.all([
    headOf(chain).then((head) => feesNow(chain, head, maxFeeGwei)),
    nonceOf(chain, sender),
    gasFor(chain, sender, { to: null, data }),
  ])
  await ensureFunds(chain, sender, gas, fees)
  const signed = await signTransaction(key, { to: null, data, chainId, nonce, gas, fees })
  await broadcast(chain, signed)
  onSent(signed.hash)
  for (;;) {
    const receipt = await receiptOf(chain, signed.hash)
    const address = receipt?.status === 1 ? parseAddress(receipt.contractAddress ?? '') : null
    if (address) return address
    if (receipt) throw new CannotSend('The transaction failed on the chain. No contract was created.')
    await setTimeout(POLL_MS)
  }
}
