import type { Config } from '../core/config.ts'
import type { SharedRedis } from '../core/redis.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { DomainContext } from '../issuers/domainCheck.ts'
import type { DocumentStore } from '../public/documents/store.ts'
import type { Renderer } from '../typeset/renderer.ts'

export type LmsApiOptions = {
  db: Database
  redis: SharedRedis | undefined
  renderer: Renderer
  documents: DocumentStore
  ipfs: IpfsStore
  now: () => Date
  issuers: Pick<DomainContext, 'secrets' | 'issuerKeys' | 'chainId' | 'dnsServers' | 'trustRegistries'>
} & Pick<Config, 'rateLimitPerMinute' | 'siteNameByApi' | 'issuerKeys' | 'chainId' | 'webhookAllowedNetworks'>
