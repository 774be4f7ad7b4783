import type { Database } from '../../../db/client.ts'
import type { SharedRedis } from '../../../redis.ts'
import type { AskAnchor, AskContract, ReadDocument } from '../../../verification/check.ts'

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
