import type { Config } from '../../config.ts'
import type { Database } from '../../db/client.ts'
import type { SharedRedis } from '../../redis.ts'

/** What the LMS door needs from the rest of the server. */
export type LmsDoorOptions = {
  db: Database
  redis: SharedRedis | undefined
  now: () => Date
} & Pick<Config, 'rateLimitPerMinute' | 'webhookAllowedNetworks'>
