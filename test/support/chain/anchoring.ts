import { randomBytes } from 'node:crypto'
import type { Address } from '@chancery/verify/ethereum/address'
import { SigningKey } from 'ethers/crypto'
import { Transaction } from 'ethers/transaction'
import { anchorCall } from '../../../src/anchoring/contract.ts'
import { deployAnchors } from '../../../src/anchoring/deploy.ts'
import type { Anchoring, AnchoringSettings } from '../../../src/anchoring/settings.ts'
import { type Chain, ChainUnavailable } from '../../../src/chain/chain.ts'
import { connectToNode } from '../../../src/chain/jsonRpc.ts'
import { addressOf } from '../../../src/chain/keys/addressOf.ts'
import type { IssuerKey } from '../../../src/chain/keys/issuerKey.ts'
import type { TestApp } from '../server/app.ts'
import { ANVIL_CHAIN, type Anvil } from './anvil.ts'

const ETHER = 10n ** 18n

/** Creates the key of an account with a hundred ether. */
export async function fundedKey(anvil: Anvil): Promise<IssuerKey> {
  const key = `0x${randomBytes(32).toString('hex')}` as const
  await anvil.send('anvil_setBalance', [addressOf(key), `0x${(100n * ETHER).toString(16)}`])
  return key
}

/** Deploys the anchor contract; returns settings with an account that pays. */
export async function anchoringOn(anvil: Anvil): Promise<{ chain: Chain; settings: AnchoringSettings }> {
  const chain = await connectToNode(anvil.url, ANVIL_CHAIN)
  const deployment = { chainId: ANVIL_CHAIN, maxFeeGwei: 100, onSent: () => {} }
  const contract = await deployAnchors(chain, { ...deployment, key: await fundedKey(anvil) })
  const settings = {
    ...{ chainId: ANVIL_CHAIN, contract, key: await fundedKey(anvil), maxFeeGwei: 100 },
    ...{ issuers: 'confirmed' as const, trustRegistries: [], maxTransactionsPerDay: 100 },
    ...{ batchSize: 100, everyMinutes: 60, stuckMinutes: 10, confirmations: 2 },
  }
  return { chain, settings }
}

/** Anchoring that records its error messages, with a clock that tests can set. */
export type TestAnchoring = Anchoring & { troubles: string[]; setNow(now: Date): void }

/** Joins a log message and its error, or its other fields. */
function messageOf(details: object, message: string): string {
  const rest = 'err' in details && details.err instanceof Error ? details.err.message : JSON.stringify(details)
  return `${message}: ${rest}`
}

export function testAnchoring({ db }: TestApp, chain: Chain, settings: AnchoringSettings): TestAnchoring {
  const troubles: string[] = []
  let clock = new Date()
  const log = { error: (details: object, message: string) => troubles.push(messageOf(details, message)) }
  const setNow = (now: Date) => {
    clock = now
  }
  return { db, chain, settings, log, troubles, now: () => clock, setNow }
}

/** Returns a chain whose node fails at a request of this method, before it is made or after. */
export function breakingAt(chain: Chain, method: string, when: 'before' | 'after'): Chain {
  return {
    ...chain,
    async request(asked, params) {
      if (asked === method && when === 'before') throw new ChainUnavailable('The node is gone.')
      const answer = await chain.request(asked, params)
      if (asked === method) throw new ChainUnavailable('The node is gone.')
      return answer
    },
  }
}

/** Anchors a root from a new account; returns the hash of the transaction. */
export async function anchorAsStranger(anvil: Anvil, contract: Address, root: Uint8Array): Promise<string> {
  const transaction = Transaction.from({
    ...{ type: 2, to: contract, data: anchorCall(root), chainId: ANVIL_CHAIN, nonce: 0, gasLimit: 100_000 },
    ...{ maxFeePerGas: 50n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n },
  })
  transaction.signature = new SigningKey(await fundedKey(anvil)).sign(transaction.unsignedHash)
  return String(await anvil.send('eth_sendRawTransaction', [transaction.serialized]))
}

/** Returns how many transactions of an account are in blocks. */
export async function countSent(anvil: Anvil, key: IssuerKey): Promise<number> {
  return Number(await anvil.send('eth_getTransactionCount', [addressOf(key), 'latest']))
}
