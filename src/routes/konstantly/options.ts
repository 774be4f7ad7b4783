import type { Config } from '../../config.ts'
import type { Database } from '../../db/client.ts'
import type { Renderer } from '../../documents/renderer.ts'
import type { DocumentStore } from '../../documents/store.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import type { SharedRedis } from '../../redis.ts'

/** What the LMS door needs from the rest of the server. */
export type LmsDoorOptions = {
  db: Database
  redis: SharedRedis | undefined
  renderer: Renderer
  documents: DocumentStore
  ipfs: IpfsStore
  now: () => Date
} & Pick<Config, 'rateLimitPerMinute' | 'issuerKeys' | 'chainId' | 'webhookAllowedNetworks'>
