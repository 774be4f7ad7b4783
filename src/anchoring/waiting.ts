import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { batched } from '../database/batched.ts'
import type { Database } from '../database/client.ts'
import { anchorsLeft } from './budget.ts'
import { countOfStrangers, countUnanchored, findGathered } from './queries.ts'
import type { AnchoringRules } from './settings.ts'

/** Why certificates wait: their issuer is not confirmed, or the transactions of the day are used. */
export type AnchorWait = 'issuer' | 'day'

/** Certificates that are counted at most. */
const MAX_COUNTED = 10_000

export async function countWaiting(db: Database, rules: AnchoringRules, at: Date): Promise<Record<AnchorWait, number>> {
  const { issuers, trustRegistries } = rules
  const isDayOver = (await anchorsLeft(db, rules, at)) === 0
  return {
    issuer:
      issuers === 'confirmed' ? await countOfStrangers(db, PROOF_VERSION, { trustRegistries, at }, MAX_COUNTED) : 0,
    day: isDayOver ? await countUnanchored(db, PROOF_VERSION, { issuers, trustRegistries, at }, MAX_COUNTED) : 0,
  }
}

/** Returns the function that finds why a certificate waits. Null: it does not wait, or only for the next batch. */
export function anchorWaitFinder(db: Database, rules: AnchoringRules, now: () => Date) {
  return batched(async (publicIds: string[]): Promise<(AnchorWait | null)[]> => {
    const { issuers, trustRegistries } = rules
    const at = now()
    const isDayOver = (await anchorsLeft(db, rules, at)) === 0
    const found = await findGathered(db, PROOF_VERSION, { issuers, trustRegistries, at }, publicIds)
    return found.map((isGathered) => {
      if (isGathered === null) return null
      if (isGathered) return isDayOver ? 'day' : null
      // With `sites`, the certificates of wallets never wait.
      return issuers === 'confirmed' ? 'issuer' : null
    })
  })
}
