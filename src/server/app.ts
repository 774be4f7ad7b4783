import { maxHeaderSize } from 'node:http'
import { type FastifyInstance, fastify } from 'fastify'
import { anchorFinder } from '../anchoring/lookup.ts'
import { anchoringRules } from '../anchoring/settings.ts'
import { anchorWaitFinder } from '../anchoring/waiting.ts'
import type { Chain } from '../chain/chain.ts'
import { type Config, sendsMail } from '../core/config.ts'
import { documentReader } from '../core/documents.ts'
import { logOptions } from '../core/log.ts'
import { openRedis } from '../core/redis.ts'
import { canSeal, secretsOpener } from '../core/secrets.ts'
import { contractSignatureChecker } from '../core/signatures.ts'
import { fetchRoute } from '../credentials/fetchRoute.ts'
import { exchangeRoute, offerPages } from '../credentials/offers/routes.ts'
import { credentialRoutes } from '../credentials/routes.ts'
import type { Database } from '../database/client.ts'
import { replicated } from '../database/replica.ts'
import { eraseUser } from '../erasure/eraseUser.ts'
import { trustedProxies } from '../http/clientAddress.ts'
import { handleClientError, rejectTunnel } from '../http/clientErrors.ts'
import { queueClients } from '../http/clientQueues.ts'
import { compilersFactory } from '../http/compilers.ts'
import { keepConnections } from '../http/connections.ts'
import { handleErrors } from '../http/failure.ts'
import { readJsonBodies } from '../http/jsonBodies.ts'
import { rejectEarly } from '../http/rejectEarly.ts'
import { RequestLog } from '../http/requestLog.ts'
import { requestIds, setResponseHeaders } from '../http/responseHeaders.ts'
import { shedLoad } from '../http/shedding.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { LookupContext } from '../issuers/lookUp.ts'
import { issuerRoutes } from '../issuers/routes.ts'
import { lockForRevocation } from '../lms/certificates/revoke.ts'
import { subscriptionPages } from '../mail/routes.ts'
import type { Objects } from '../objects/objects.ts'
import { openObjects } from '../objects/open.ts'
import { documentRoutes } from '../public/documents/routes.ts'
import { openDocuments } from '../public/documents/service.ts'
import { gatewayRoute } from '../public/gateway/routes.ts'
import { publicCertificateFinder } from '../public/lookup.ts'
import { verifyRoutes } from '../public/pages/routes.ts'
import { serverUrlOf } from '../public/serverUrl.ts'
import { openRenderer, trialLimits } from '../typeset/renderer.ts'
import type { StaticSignatureCounts } from '../wallet/auth.ts'
import { docsRoutes } from './docs/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { lmsApi } from './lmsApi.ts'
import type { Metrics } from './metrics/metrics.ts'
import { metricsRoute } from './metrics/routes.ts'
import { walletApi } from './walletApi.ts'

export type AppOptions = {
  config: Config
  db: Database
  ipfs: IpfsStore
  /** Default: the configured one. */
  objects?: Objects | null
  chain: Chain | null
  /** Those of the process, to which the app adds its requests. */
  metrics?: Metrics | undefined
  /** Returns the public URL, which is final when the server listens. */
  publicUrl: () => string
  now?: () => Date
  /** Enables load shedding. */
  sheds?: boolean
  /** How lookups of issuers reach servers that have a certificate or an address of their own. */
  lookups?: { didWeb?: LookupContext['didWeb']; registryCa?: string }
  /** Destination of the log; default: standard output. */
  logTo?: { write(line: string): void }
}

declare module 'fastify' {
  interface FastifyInstance {
    publicUrl: AppOptions['publicUrl']
    /** Path of PUBLIC_URL, which the proxy removes; '' without one. */
    basePath: string
    /** Whether the server sends mails to holders. */
    sendsMail: boolean
    /** Whether the server is shutting down. */
    shutdown: { started: boolean }
    staticSignatureCounts: StaticSignatureCounts
  }
}

const BODY_LIMIT = 256 * 1024 // bytes

/** Wires all parts of the server. */
export async function buildApp({
  config,
  db,
  ipfs,
  objects = openObjects(config),
  chain: node,
  metrics,
  publicUrl,
  now = () => new Date(),
  sheds = false,
  logTo,
  lookups,
}: AppOptions): Promise<FastifyInstance> {
  const isTrusted = trustedProxies(config.trustProxy)
  const app = fastify({
    logger: { ...logOptions(config), ...(logTo && { stream: logTo }) },
    logController: new RequestLog(),
    trustProxy: config.trustProxy !== false && isTrusted,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    // Serve requests normally while the server closes.
    return503OnClosing: false,
    // Node rejects longer paths (431). Each API reports a long id itself.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    // Node would reject a request without Host, with no body.
    http: { requireHostHeader: false },
    // A path with invalid percent-encoding is an unknown route.
    rewriteUrl: (request) => readablePath(request.url ?? '/'),
    clientErrorHandler: handleClientError,
    // The audit stores these ids permanently, so they must be unique across processes.
    genReqId: requestIds(isTrusted),
    schemaController: { compilersFactory },
  })
  app.decorate('publicUrl', publicUrl)
  app.decorate('basePath', config.publicUrl ? serverUrlOf(config.publicUrl).base : '')
  app.decorate('sendsMail', sendsMail(config))
  app.decorate('shutdown', { started: false })
  app.decorate('staticSignatureCounts', { accepted: 0, refused: 0 })
  app.decorate('shed', { requests: 0, loadOf: () => ({ active: 0, expectedWait: 0 }) })
  if (metrics) (await import('./metrics/requests.ts')).watchRequests(app, metrics.registers)
  // Each kind of call has its own limit, so that an overload of one does not block the others.
  const separateChain = () => node?.withOwnLimit() ?? null
  const chain = separateChain()
  const redis = config.redisUrl ? await openRedis(config.redisUrl, app.log) : undefined
  if (redis) app.addHook('onReady', redis.connect).addHook('onClose', redis.close)
  const renderer = openRenderer()
  const trials = openRenderer(trialLimits)
  app.addHook('onClose', async () => {
    renderer.close()
    trials.close()
  })
  const documents = openDocuments(db, config, renderer, objects)
  keepConnections(app, rejectTunnel)
  handleErrors(app, ({ status, message }) => ({ status, message }))
  setResponseHeaders(app, config)
  queueClients(app)
  if (sheds) shedLoad(app)
  rejectEarly(app)
  // Fastify reads plain text. No route does.
  app.removeContentTypeParser('text/plain')
  readJsonBodies(app)
  const { issuerKeys, chainId, dnsServers, trustRegistries } = config
  const issuers = { secrets: secretsOpener(config), issuerKeys, chainId, dnsServers, trustRegistries, ...lookups }
  const lookup = { trustRegistries, chainId, hasAttestations: config.verificationContract !== undefined }
  const findCertificate = publicCertificateFinder({ ...lookup, hasAttestations: false, db, publicUrl, now })
  const credentials = { ...issuers, db, findCertificate }
  await app.register(lmsApi, {
    prefix: '/openapi/v1',
    db,
    redis,
    rateLimitPerMinute: config.rateLimitPerMinute,
    siteNameByApi: config.siteNameByApi,
    webhookAllowedNetworks: config.webhookAllowedNetworks,
    trials,
    documents,
    ipfs,
    issuerKeys,
    chainId,
    issuers,
    credentials,
    eraseUser: (context, userId) => eraseUser(context, { ipfs, documents, dataDir: config.dataDir }, userId),
    now,
  })
  await app.register(walletApi, {
    prefix: '/api/v1',
    db,
    ipfs,
    chain: separateChain(),
    redis,
    lockOrigin: lockForRevocation(sendsMail(config)),
    issuers,
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
    walletCreates: config.walletCreates,
    walletUploads: config.walletUploads,
    walletChangesPerMinute: config.walletChangesPerMinute,
    issuerChangesPerMinute: config.issuerChangesPerMinute,
    walletBytesPerDay: config.walletBytesPerDay,
    issuerBytesPerDay: config.issuerBytesPerDay,
    idempotencyKeysPerDay: config.idempotencyKeysPerDay,
    corsOrigins: config.corsOrigins,
  })
  await app.register(gatewayRoute, { prefix: '/ipfs', db, ipfs })
  const limited = { redis, verificationsPerMinute: config.verificationsPerMinute, now }
  const offers = { ...limited, credentials }
  await app.register(verifyRoutes, {
    db,
    redis,
    readDocument: documentReader(ipfs),
    findAnchor: chain ? anchorFinder(chain, config.chainId) : undefined,
    findAnchorWait: config.anchorContract && anchorWaits(db, config, now),
    checkContractSignature: contractSignatureChecker(chain, config.chainId),
    verificationsPerMinute: config.verificationsPerMinute,
    issuers,
    documents,
    offerPages: canSeal(config) ? offerPages(offers) : undefined,
    // Also without a mail server: links in mails that were sent earlier must work.
    subscriptionPages: subscriptionPages({ db, now }),
    ...lookup,
    reportAddress: config.reportAddress,
    securityContact: config.securityContact,
    now,
  })
  await app.register(documentRoutes, { ...lookup, db, documents, now })
  await app.register(issuerRoutes, { ...issuers, ...limited, db })
  await app.register(credentialRoutes, { ...offers, documents })
  await app.register(exchangeRoute, { prefix: '/offers', ...offers })
  await app.register(fetchRoute, { ...limited, db, trustRegistries, dnsServers, didWeb: lookups?.didWeb })
  await app.register(healthRoutes, { db, ipfs, objects, chain: separateChain(), redis })
  if (metrics && config.metricsToken) await app.register(metricsRoute, { metrics, token: config.metricsToken })
  await app.register(docsRoutes)
  return app
}

function anchorWaits(db: Database, config: Config, now: () => Date) {
  return replicated(db, (source) => anchorWaitFinder(source, anchoringRules(config), now))
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
