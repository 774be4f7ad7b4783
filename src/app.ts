import { randomUUID } from 'node:crypto'
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
import { openRedis } from './redis.ts'
import type { StaticSignatureCounts } from './routes/bdn/auth.ts'
import { walletDoor } from './routes/bdn/plugin.ts'
import { keepConnections } from './routes/connections.ts'
import { refuseEarly } from './routes/early.ts'
import { lmsDoor } from './routes/konstantly/plugin.ts'
import { docsRoutes } from './routes/public/docs.ts'
import { documentRoutes } from './routes/public/documents.ts'
import { answerErrors } from './routes/public/errors.ts'
import { gatewayRoute } from './routes/public/gateway.ts'
import { healthRoute } from './routes/public/health.ts'
import { verifyRoutes } from './routes/public/verify/plugin.ts'
import { answerUnreadable, refuseTunnel } from './routes/unreadable.ts'
import { documentReader } from './services/documents.ts'

export type AppOptions = {
  config: Config
  db: Database
  ipfs: IpfsStore
  /** Null where no node is configured. */
  chain: Chain | null
  /** The address under which users reach the server, once it listens. */
  publicUrl: () => string
  now?: () => Date
}

declare module 'fastify' {
  interface FastifyInstance {
    publicUrl: AppOptions['publicUrl']
    staticSignatureCounts: StaticSignatureCounts
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
  ipfs,
  chain,
  publicUrl,
  now = () => new Date(),
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: config.logLevel },
    trustProxy: config.trustProxy,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    // A longer path is no longer read (431); each door says itself what is wrong with a long id.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    // Node would answer a request without Host itself, with no body.
    http: { requireHostHeader: false },
    // A path that is not percent-encoded properly is an ordinary path that leads nowhere.
    rewriteUrl: (request) => readablePath(request.url ?? '/'),
    clientErrorHandler: answerUnreadable,
    // The audit names requests by it, for ever and whichever process answered.
    genReqId: () => randomUUID(),
    schemaController: { compilersFactory },
  })
  app.decorate('publicUrl', publicUrl)
  app.decorate('staticSignatureCounts', { accepted: 0, refused: 0 })
  const redis = config.redisUrl ? await openRedis(config.redisUrl, app.log) : undefined
  if (redis) app.addHook('onReady', redis.connect).addHook('onClose', redis.close)
  const renderer = openRenderer()
  app.addHook('onClose', async () => renderer.close())
  const documents = openDocumentStore(join(config.dataDir, 'pictures'), renderer)
  keepConnections(app, refuseTunnel)
  answerErrors(app)
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
    now,
  })
  await app.register(walletDoor, {
    prefix: '/api/v1',
    db,
    ipfs,
    chain,
    redis,
    now,
    ipfsCheck: config.ipfsCheck,
    chainId: config.chainId,
    staticSignatures: config.staticSignatures,
    staticSignatureCounts: app.staticSignatureCounts,
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
    verificationsPerMinute: config.verificationsPerMinute,
    now,
  })
  await app.register(documentRoutes, { db, documents })
  await app.register(healthRoute, { db })
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
