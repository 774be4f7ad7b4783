import { ChainUnavailable } from '../chain/chain.ts'
import { CannotSend } from '../chain/transactions.ts'
import type { ScheduledJob } from '../database/jobs.ts'
import { ensureAnchors, ForeignContract } from './contract.ts'
import { gatherAnchors } from './gather.ts'
import { advanceAnchors } from './send.ts'
import type { Anchoring } from './settings.ts'

export function anchorJob(anchoring: Anchoring): ScheduledJob {
  return { name: 'anchor', cron: '* * * * *', work: () => anchorByJob(anchoring) }
}

/** Runs anchoring once: gathers waiting certificates and advances anchors. Logs chain errors. */
async function anchorByJob(anchoring: Anchoring): Promise<void> {
  const { db, chain, settings, log, now } = anchoring
  try {
    await ensureAnchors(chain, settings.contract)
    await gatherAnchors(db, settings, now(), { all: false })
    await advanceAnchors(anchoring)
  } catch (error) {
    if (!isChainTrouble(error)) throw error
    log.error({ err: error }, 'Anchoring waits; retrying in a minute')
  }
}

/** Whether anchoring waits for the chain, or for the operator to fix the configuration or fund the account. */
export function isChainTrouble(error: unknown): error is ChainUnavailable | CannotSend | ForeignContract {
  return error instanceof ChainUnavailable || error instanceof CannotSend || error instanceof ForeignContract
}
