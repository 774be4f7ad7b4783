import { maxHeaderSize } from 'node:http'
import { join } from 'node:path'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Chain } from './chain/chain.ts'
import type { Config } from './config.ts'
import type { Database } from './db/client.ts'
import { openRenderer } from './documents/renderer.ts'
import { openDocumentStore } from './documents/store.ts'
import type { IpfsStore } from './ipfs/store.ts'
import { logOptions } from './log.ts'
import { openRedis } from './redis.ts'
import type { StaticSignatureCounts } from './routes/bdn/auth.ts'
import { walletDoor } from './routes/bdn/plugin.ts'
import { keepConnections } from './routes/connections.ts'
import { refuseEarly } from './routes/early.ts'
import { headAnswers, requestIds } from './routes/heads.ts'
import { lmsDoor } from './routes/konstantly/plugin.ts'
import { docsRoutes } from './routes/public/docs.ts'
import { documentRoutes } from './routes/public/documents.ts'
import { answerErrors } from './routes/public/errors.ts'
import { gatewayRoute } from './routes/public/gateway.ts'
import { healthRoutes } from './routes/public/health.ts'
import { metricsRoute } from './routes/public/metrics.ts'
import { verifyRoutes } from './routes/public/verify/plugin.ts'
import { shedLoad } from './routes/shedding.ts'
import { answerUnreadable, refuseTunnel } from './routes/unreadable.ts'
import { anchorAsker } from './services/anchored.ts'
import { documentReader } from './services/documents.ts'
import { contractAsker } from './services/signatures.ts'

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
    // A longer path is no longer read (431); each door says itself what is wrong with a long id.
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
  const metrics = config.metricsToken ? (await import('./metrics.ts')).openMetrics(app, db, config) : undefined
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
  answerErrors(app)
  headAnswers(app, config)
  if (sheds) shedLoad(app, db)
  refuseEarly(app)
  await app.register(lmsDoor, {
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
  await app.register(walletDoor, {
    prefix: '/api/v1',
    db,
    ipfs,
    chain: nodeApart(),
    redis,
    now,
    ipfsCheck: config.ipfsCheck,
    chainId: config.chainId,
    staticSignatures: config.staticSignatures,
    staticSignatureCounts: app.staticSignatureCounts,
    signInsPerMinute: config.signInsPerMinute,
    sessionMinutes: config.sessionMinutes,
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
