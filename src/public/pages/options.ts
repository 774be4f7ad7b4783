import type { AskAnchor, AskContract, ReadDocument } from '@chancery/verify/checks/check'
import type { SharedRedis } from '../../core/redis.ts'
import type { Database } from '../../database/client.ts'

/** What the public pages need from the rest of the server. */
export type VerifyOptions = {
  db: Database
  redis: SharedRedis | undefined
  readDocument: ReadDocument
  /** Unset where no node is configured. */
  askAnchor: AskAnchor | undefined
  askContract: AskContract
  /** Requests a minute for each client; 0 is no limit. */
  verificationsPerMinute: number
  now: () => Date
}
