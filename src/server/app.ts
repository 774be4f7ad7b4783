import { maxHeaderSize } from 'node:http'
import { join } from 'node:path'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { anchorAsker } from '../anchoring/lookup.ts'
import type { Chain } from '../chain/chain.ts'
import type { Config } from '../core/config.ts'
import { documentReader } from '../core/documents.ts'
import { logOptions } from '../core/log.ts'
import { openRedis } from '../core/redis.ts'
import { contractAsker } from '../core/signatures.ts'
import type { Database } from '../database/client.ts'
import { keepConnections } from '../http/connections.ts'
import { refuseEarly } from '../http/early.ts'
import { answerErrors } from '../http/failure.ts'
import { headAnswers, requestIds } from '../http/heads.ts'
import { shedLoad } from '../http/shedding.ts'
import { answerUnreadable, refuseTunnel } from '../http/unreadable.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { lockForRevocation } from '../lms/certificates/revoke.ts'
import { documentRoutes } from '../public/documents/routes.ts'
import { openDocumentStore } from '../public/documents/store.ts'
import { gatewayRoute } from '../public/gateway/routes.ts'
import { verifyRoutes } from '../public/pages/routes.ts'
import { openRenderer } from '../typeset/renderer.ts'
import type { StaticSignatureCounts } from '../wallet/auth.ts'
import { docsRoutes } from './docs/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { lmsApi } from './lmsApi.ts'
import { metricsRoute } from './metrics/routes.ts'
import { walletApi } from './walletApi.ts'

export type AppOptions = {
  config: Config
  db: Database
  ipfs: IpfsStore
  /** Null where no node is configured. */
  chain: Chain | null
  /** The address under which users reach the server, once it listens. */
  publicUrl: () => string
  now?: () => Date
  /** Whether it refuses requests when there are more than it can answer soon. */
  sheds?: boolean
  /** Where the log goes; by default to the standard output. */
  logTo?: { write(line: string): void }
}

declare module 'fastify' {
  interface FastifyInstance {
    publicUrl: AppOptions['publicUrl']
    /** Whether the server is about to end. */
    leaving: { begun: boolean }
    staticSignatureCounts: StaticSignatureCounts
    /** The IPFS store and the node as metrics count their calls; each asker of the node has its own number under way. */
    outside: { ipfs: IpfsStore; chain: () => Chain | null }
  }
}

/** Bytes of a request's body, at most. */
const BODY_LIMIT = 256 * 1024

// All validation is zod's. Named here and not set later, so that Fastify does not even load compilers of its own.
const compilersFactory = {
  buildValidator: () => validatorCompiler,
  buildSerializer: () => serializerCompiler,
} as unknown as NonNullable<FastifyServerOptions['schemaController']>['compilersFactory'] // Typed for Ajv's only.

/** Wires the server together: the only place that knows all of its parts. */
export async function buildApp({
  config,
  db,
  ipfs: store,
  chain: node,
  publicUrl,
  now = () => new Date(),
  sheds = false,
  logTo,
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: { ...logOptions(config), ...(logTo && { stream: logTo }) },
    trustProxy: config.trustProxy,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    // What still arrives while the server closes is answered like all else, and in the same shapes.
    return503OnClosing: false,
    // A longer path is no longer read (431); each API says itself what is wrong with a long id.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    // Node would answer a request without Host itself, with no body.
    http: { requireHostHeader: false },
    // A path that is not percent-encoded properly is an ordinary path that leads nowhere.
    rewriteUrl: (request) => readablePath(request.url ?? '/'),
    clientErrorHandler: answerUnreadable,
    // The audit names requests by it, for ever and whichever process answered.
    genReqId: requestIds(config),
    schemaController: { compilersFactory },
  })
  app.decorate('publicUrl', publicUrl)
  app.decorate('leaving', { begun: false })
  app.decorate('staticSignatureCounts', { accepted: 0, refused: 0 })
  app.decorate('shed', { requests: 0 })
  // Only who reads metrics pays for them.
  const metrics = config.metricsToken ? (await import('./metrics/metrics.ts')).openMetrics(app, db, config) : undefined
  const ipfs = metrics?.watch('ipfs', store) ?? store
  // Each kind of question has its own number under way: those of clients who ask too much are none of the others'.
  const nodeApart = () => node && (metrics?.watch('chain', node.apart()) ?? node.apart())
  app.decorate('outside', { ipfs, chain: nodeApart })
  const chain = nodeApart()
  const redis = config.redisUrl ? await openRedis(config.redisUrl, app.log) : undefined
  if (redis) app.addHook('onReady', redis.connect).addHook('onClose', redis.close)
  const renderer = openRenderer()
  app.addHook('onClose', async () => renderer.close())
  const documents = openDocumentStore(join(config.dataDir, 'pictures'), renderer)
  keepConnections(app, refuseTunnel)
  answerErrors(app, ({ status, message }) => ({ status, message }))
  headAnswers(app, config)
  if (sheds) shedLoad(app, db)
  refuseEarly(app)
  await app.register(lmsApi, {
    prefix: '/openapi/v1',
    db,
    redis,
    rateLimitPerMinute: config.rateLimitPerMinute,
    webhookAllowedNetworks: config.webhookAllowedNetworks,
    renderer,
    documents,
    ipfs,
    issuerKeys: config.issuerKeys,
    chainId: config.chainId,
    now,
  })
  await app.register(walletApi, {
    prefix: '/api/v1',
    db,
    ipfs,
    chain: nodeApart(),
    redis,
    lockOrigin: lockForRevocation,
    now,
    ipfsCheck: config.ipfsCheck,
    chainId: config.chainId,
    walletStaticSignatures: config.walletStaticSignatures,
    staticSignatureCounts: app.staticSignatureCounts,
    signInsPerMinute: config.signInsPerMinute,
    walletSessionMinutes: config.walletSessionMinutes,
    dataDir: config.dataDir,
    maxFileBytes: config.maxFileBytes,
    uploadsPerMinute: config.uploadsPerMinute,
    corsOrigins: config.corsOrigins,
  })
  await app.register(gatewayRoute, { prefix: '/ipfs', ipfs })
  await app.register(verifyRoutes, {
    db,
    redis,
    readDocument: documentReader(ipfs),
    askAnchor: chain ? anchorAsker(chain, config.chainId) : undefined,
    askContract: contractAsker(chain, config.chainId),
    verificationsPerMinute: config.verificationsPerMinute,
    now,
  })
  await app.register(documentRoutes, { db, documents })
  await app.register(healthRoutes, { db, ipfs, chain: nodeApart(), redis })
  if (metrics && config.metricsToken) await app.register(metricsRoute, { metrics, token: config.metricsToken })
  await app.register(docsRoutes)
  return app
}

function readablePath(url: string): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  try {
    decodeURI(path)
    return url
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length)
  }
}
