import type { CheckContractSignature, FindAnchor, ReadDocument } from '@chancery/verify/checks/check'
import type { FastifyPluginAsync } from 'fastify'
import type { AnchorWait } from '../../anchoring/waiting.ts'
import type { SharedRedis } from '../../core/redis.ts'
import type { Database } from '../../database/client.ts'
import type { IssuersContext } from '../../issuers/service.ts'
import type { DocumentStore } from '../documents/store.ts'

export type VerifyOptions = {
  db: Database
  redis: SharedRedis | undefined
  readDocument: ReadDocument
  /** Unset if no node is configured. */
  findAnchor: FindAnchor | undefined
  /** Why a certificate without an anchor waits. Unset if certificates are not anchored. */
  findAnchorWait: ((publicId: string) => Promise<AnchorWait | null>) | undefined
  checkContractSignature: CheckContractSignature
  /** Requests per minute and client; 0 means no limit. */
  verificationsPerMinute: number
  now: () => Date
  /** For the claims of sites in bundles. */
  issuers: Pick<IssuersContext, 'secrets' | 'issuerKeys' | 'chainId'>
  /** Registries whose lists count. */
  trustRegistries: string[]
  chainId: number
  hasAttestations: boolean
  documents: DocumentStore
  /** Pages with which wallets take certificates. Unset if the server cannot sign Open Badges. */
  offerPages: FastifyPluginAsync | undefined
  /** Pages on which holders unsubscribe from mails. */
  subscriptionPages: FastifyPluginAsync
  /** Where readers report a certificate. Unset: the mailbox `abuse` of the server's host. */
  reportAddress: string | undefined
  /** URIs to report vulnerabilities to, the preferred one first. */
  securityContact: string[]
}
