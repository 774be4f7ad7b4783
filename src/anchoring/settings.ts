import type { Address } from '@chancery/verify/ethereum/address'
import type { Chain } from '../chain/chain.ts'
import type { IssuerKey } from '../chain/keys/issuerKey.ts'
import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { Anchor } from '../database/prisma/client.ts'
import type { AnchorIssuers } from './queries.ts'

/** What processes without the key also need to know. */
export type AnchoringRules = {
  chainId: number
  issuers: AnchorIssuers
  trustRegistries: string[]
  maxTransactionsPerDay: number
}

export type AnchoringSettings = AnchoringRules & {
  contract: Address
  /** Key of the account that pays. */
  key: IssuerKey
  batchSize: number
  everyMinutes: number
  maxFeeGwei: number
  stuckMinutes: number
  confirmations: number
}

/** Returns null if anchoring is not configured. */
export function anchoringSettings(config: Config): AnchoringSettings | null {
  const { anchorContract: contract, anchorKey: key } = config
  if (!contract || !key) return null
  return {
    contract,
    key,
    ...anchoringRules(config),
    batchSize: config.anchorBatchSize,
    everyMinutes: config.anchorEveryMinutes,
    maxFeeGwei: config.anchorMaxFeeGwei,
    stuckMinutes: config.anchorStuckMinutes,
    confirmations: config.chainConfirmations,
  }
}

export function anchoringRules(config: RulesConfig): AnchoringRules {
  const { chainId, trustRegistries, anchorIssuers, anchorMaxTransactionsPerDay } = config
  return { chainId, trustRegistries, issuers: anchorIssuers, maxTransactionsPerDay: anchorMaxTransactionsPerDay }
}

export type RulesConfig = Pick<Config, 'chainId' | 'trustRegistries' | 'anchorIssuers' | 'anchorMaxTransactionsPerDay'>

export type Anchoring = { db: Database; chain: Chain; settings: AnchoringSettings; log: AnchoringLog; now: () => Date }

export type AnchoringLog = { error(details: object, message: string): void }

export type { Anchor }

/** Lists anchors, newest first. */
export function listAnchors(db: Database): Promise<Anchor[]> {
  return db.prisma.anchor.findMany({ orderBy: { id: 'desc' } })
}

/** Counts anchors that are not final on the chain yet. */
export function countUnfinished(db: Database, { chainId }: Pick<AnchoringRules, 'chainId'>): Promise<number> {
  return db.prisma.anchor.count({ where: { chainId, state: { not: 'confirmed' } } })
}

/** Counts anchors that have not been sent. */
export function countUnsent(db: Database, { chainId }: Pick<AnchoringRules, 'chainId'>): Promise<number> {
  return db.prisma.anchor.count({ where: { chainId, state: 'gathered' } })
}
