import type { CheckContractSignature, FindAnchor, ReadDocument } from '@chancery/verify/checks/check'
import type { SharedRedis } from '../../core/redis.ts'
import type { Database } from '../../database/client.ts'

export type VerifyOptions = {
  db: Database
  redis: SharedRedis | undefined
  readDocument: ReadDocument
  /** Unset if no node is configured. */
  findAnchor: FindAnchor | undefined
  checkContractSignature: CheckContractSignature
  /** Requests per minute and client; 0 means no limit. */
  verificationsPerMinute: number
  now: () => Date
}
