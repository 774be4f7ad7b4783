import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { SiteContext } from '../core/writeContext.ts'
import type { CredentialServices } from '../credentials/context.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { ConfirmContext } from '../issuers/confirmIssuer.ts'
import type { DocumentStore } from '../public/documents/store.ts'
import type { Renderer } from '../typeset/renderer.ts'

export type LmsApiOptions = {
  db: Database
  redis: SharedRedis | undefined
  /** Tries uploaded templates. */
  trials: Renderer
  documents: DocumentStore
  ipfs: IpfsStore
  now: () => Date
  /** Erases a user and their certificates. */
  eraseUser: (context: SiteContext, userId: string) => Promise<void>
  issuers: Pick<
    ConfirmContext,
    'secrets' | 'issuerKeys' | 'chainId' | 'dnsServers' | 'trustRegistries' | 'didWeb' | 'registryCa'
  >
  credentials: CredentialServices
} & Pick<Config, 'rateLimitPerMinute' | 'siteNameByApi' | 'issuerKeys' | 'chainId' | 'webhookAllowedNetworks'>
