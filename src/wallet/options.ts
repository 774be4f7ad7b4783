import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { AuthOptions } from './auth.ts'
import type { LockOrigin } from './certificates/revoke.ts'
import type { ContractOptions } from './contracts.ts'

export type WalletApiOptions = {
  db: Database
  ipfs: IpfsStore
  lockOrigin: LockOrigin
  now: () => Date
} & AuthOptions &
  ContractOptions &
  Pick<Config, 'ipfsCheck' | 'walletSessionMinutes' | 'corsOrigins' | 'dataDir' | 'maxFileBytes' | 'uploadsPerMinute'>
