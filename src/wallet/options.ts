import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { AuthOptions } from './auth.ts'
import type { LockOrigin } from './certificates/revoke.ts'
import type { ContractOptions } from './contracts.ts'

/** What the routes of the wallet API need from the rest of the server. */
export type WalletRouteOptions = { db: Database; ipfs: IpfsStore; lockOrigin: LockOrigin; now: () => Date } & Pick<
  Config,
  'ipfsCheck' | 'chainId'
>

export type AttestationRouteOptions = { db: Database; now: () => Date }

/** What uploads need. */
export type FileRouteOptions = { db: Database; ipfs: IpfsStore; redis: SharedRedis | undefined } & Pick<
  Config,
  'dataDir' | 'maxFileBytes' | 'uploadsPerMinute'
>

/** What signing in needs. */
export type SessionRouteOptions = { db: Database; redis: SharedRedis | undefined; now: () => Date } & Pick<
  Config,
  'chainId' | 'walletSessionMinutes' | 'signInsPerMinute'
>

export type WalletApiOptions = WalletRouteOptions &
  FileRouteOptions &
  SessionRouteOptions &
  AuthOptions &
  ContractOptions &
  Pick<Config, 'corsOrigins'>
