import { type FastifyBaseLogger, type FastifyInstance, fastify } from 'fastify'
import { type Config, publicUrlOf } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { compilersFactory } from '../http/compilers.ts'
import { handleErrors } from '../http/failure.ts'
import { RequestLog } from '../http/requestLog.ts'
import { requestIds, setResponseHeaders } from '../http/responseHeaders.ts'
import { healthRoutes } from './health/routes.ts'
import { listen } from './listen.ts'
import { metricsRoute } from './metrics/routes.ts'
import type { Outside } from './outside.ts'

export type WorkerPort = {
  url: string
  /** Makes `/health/ready` return 503. */
  startShutdown(): void
  close(): Promise<void>
}

type WorkerPortOptions = {
  config: Pick<Config, 'host' | 'metricsToken'>
  port: number
  db: Database
  outside: Outside
  log: FastifyBaseLogger
}

/** Opens the port of a worker, with the health checks and metrics of a server and nothing else. Throws ConfigError. */
export async function openWorkerPort({ config, port, db, outside, log }: WorkerPortOptions): Promise<WorkerPort> {
  const { host, metricsToken: token } = config
  const app: FastifyInstance = fastify({
    loggerInstance: log,
    logController: new RequestLog(),
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: requestIds(() => false),
    schemaController: { compilersFactory },
    // Requests under way are answered, in some two seconds at most. Connections without one must not delay the shutdown.
    forceCloseConnections: 'idle',
  })
  app.decorate('shutdown', { started: false })
  handleErrors(app, ({ status, message }) => ({ status, message }))
  setResponseHeaders(app, { publicUrl: undefined })
  const { metrics, ipfs, objects, chain } = outside
  await app.register(healthRoutes, { db, ipfs, objects, chain, redis: undefined })
  if (metrics && token) await app.register(metricsRoute, { metrics, token })
  const actualPort = await listen(app, 'WORKER_PORT', { host, port })
  return {
    url: publicUrlOf({ publicUrl: undefined, host, port: actualPort }),
    startShutdown() {
      app.shutdown.started = true
    },
    close: () => app.close(),
  }
}
