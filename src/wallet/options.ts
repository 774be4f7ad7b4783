import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { IssuersContext } from '../issuers/service.ts'
import type { AdmissionOptions, admission } from './admission.ts'
import type { AuthOptions } from './auth.ts'
import type { LockOrigin } from './certificates/revoke.ts'
import type { ContractOptions } from './contracts.ts'
import type { LimitOptions } from './limits.ts'

export type WalletApiOptions = {
  db: Database
  ipfs: IpfsStore
  lockOrigin: LockOrigin
  now: () => Date
  ensureAdmitted: ReturnType<typeof admission>
  /** For the claims of sites in bundles, and for who confirms a wallet. */
  issuers: Pick<IssuersContext, 'secrets' | 'issuerKeys' | 'chainId'> & { trustRegistries: string[] }
} & AuthOptions &
  ContractOptions &
  Pick<Config, 'ipfsCheck' | 'walletSessionMinutes' | 'corsOrigins' | 'dataDir' | 'maxFileBytes' | 'uploadsPerMinute'>

/** Options of the whole API, which creates the others. */
export type WalletServerOptions = Omit<WalletApiOptions, 'limits' | 'ensureAdmitted'> &
  Omit<LimitOptions & AdmissionOptions, 'trustOf'>
