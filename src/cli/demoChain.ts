import { randomBytes } from 'node:crypto'
import { deployAnchors } from '../anchoring/deploy.ts'
import { gatherAnchors } from '../anchoring/gather.ts'
import { advanceAnchors } from '../anchoring/send.ts'
import { anchoringSettings, countUnfinished, listAnchors } from '../anchoring/settings.ts'
import type { Chain } from '../chain/chain.ts'
import { connectToNode } from '../chain/jsonRpc.ts'
import { addressOf } from '../chain/keys/addressOf.ts'
import { hexOf } from '../chain/quantity.ts'
import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { ANVIL_CHAIN, startAnvilProcess } from './anvil.ts'

export type DemoChain = {
  settings: Partial<Config>
  /** Anchors all certificates. Returns the transaction hash. */
  anchor(db: Database, config: Config): Promise<string>
}

/** Starts a chain with the Anchors contract, which ends with this process. Returns null if anvil cannot start. */
export async function startDemoChain(): Promise<DemoChain | null> {
  const anvil = await startAnvilProcess().catch(() => null)
  if (!anvil) return null
  const ethRpcUrl = anvil.url
  const anchorKey = `0x${randomBytes(32).toString('hex')}` as const
  const anchorContract = await withChain(ethRpcUrl, async (chain) => {
    await chain.request('anvil_setBalance', [addressOf(anchorKey), hexOf(10n ** 20n)])
    return deployAnchors(chain, { chainId: ANVIL_CHAIN, key: anchorKey, maxFeeGwei: 100, onSent: () => {} })
  })
  return {
    // No confirmations: nothing else adds blocks to this chain.
    settings: {
      chainId: ANVIL_CHAIN,
      ethRpcUrl,
      anchorKey,
      anchorContract,
      anchorEveryMinutes: 0,
      chainConfirmations: 0,
    },
    anchor: (db, config) => withChain(ethRpcUrl, (chain) => anchorNow(db, chain, config)),
  }
}

async function anchorNow(db: Database, chain: Chain, config: Config): Promise<string> {
  const settings = anchoringSettings(config)
  if (!settings) throw new Error('The demo has no anchoring settings.')
  const now = () => new Date()
  const log = { error: (_details: object, message: string) => console.error(message) }
  await gatherAnchors(db, settings, now(), { all: true })
  while ((await countUnfinished(db, settings)) > 0) await advanceAnchors({ db, chain, settings, log, now })
  const [anchor] = await listAnchors(db)
  return hexOf(anchor?.transactionHash ?? new Uint8Array())
}

async function withChain<Result>(url: string, work: (chain: Chain) => Promise<Result>): Promise<Result> {
  const chain = await connectToNode(url, ANVIL_CHAIN)
  try {
    return await work(chain)
  } finally {
    chain.close()
  }
}
