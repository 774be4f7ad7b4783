import type { Config } from '../../config.ts'
import type { Database } from '../../db/client.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import type { SharedRedis } from '../../redis.ts'

/** What the routes of the wallet door need from the rest of the server. */
export type WalletRouteOptions = {
  db: Database
  ipfs: IpfsStore
  redis: SharedRedis | undefined
  now: () => Date
} & Pick<Config, 'ipfsCheck' | 'dataDir' | 'maxFileBytes' | 'uploadsPerMinute'>

export type WalletDoorOptions = WalletRouteOptions & Pick<Config, 'corsOrigins'>
