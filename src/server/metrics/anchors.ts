import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { Gauge, type Registry } from 'prom-client'
import { longestDue } from '../../anchoring/queries.ts'
import { anchoringRules, type RulesConfig } from '../../anchoring/settings.ts'
import { countWaiting } from '../../anchoring/waiting.ts'
import type { Config } from '../../core/config.ts'
import type { Database } from '../../database/client.ts'
import { inTime } from './inTime.ts'

export type AnchorsConfig = RulesConfig & Pick<Config, 'anchorBatchSize' | 'anchorEveryMinutes'>

/** Reports the delay of anchoring, from the database. A job that waits for the chain or for ether does not fail. */
export function watchAnchors(db: Database, config: AnchorsConfig, registers: Registry[]): void {
  const { anchorBatchSize: batchSize, anchorEveryMinutes: everyMinutes } = config
  const rules = anchoringRules(config)
  new Gauge({
    name: 'chancery_anchor_oldest_seconds',
    help: 'Time since the oldest certificate or anchor that is not final on the chain became due',
    registers,
    async collect() {
      const due = { ...rules, batchSize, everyMinutes, at: new Date() }
      const seconds = await inTime(longestDue(db, due, PROOF_VERSION))
      if (seconds === null) this.remove()
      else this.set(seconds)
    },
  })
  new Gauge({
    name: 'chancery_anchor_waiting_certificates',
    help: 'Certificates that are not gathered, by reason: issuer (not confirmed) or day (its transactions are used); 10000 at most',
    labelNames: ['reason'],
    registers,
    async collect() {
      const counts = await inTime(countWaiting(db, rules, new Date()))
      this.reset()
      for (const [reason, count] of Object.entries(counts ?? {})) this.set({ reason }, count)
    },
  })
}
