import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { anchoringSettings } from '../anchoring/settings.ts'
import { type Chain, WrongChain } from '../chain/chain.ts'
import { type Config, ConfigError, firstSiteName, publicUrlOf } from '../core/config.ts'
import { logOptions } from '../core/log.ts'
import type { Database } from '../database/client.ts'
import { beginForRequests, openDatabase, openForJobs } from '../database/open.ts'
import { ensureDataDir } from '../dataDir.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { Bootstrapped } from '../lms/keys/service.ts'
import { listen } from './listen.ts'
import type { Outside } from './outside.ts'
import { checkSecrets } from './secrets/check.ts'
import { startTracing, stopTracing } from './tracing.ts'
import type { WorkerPort } from './workerPort.ts'

export type RunningServer = {
  url: string
  /** Set if the database was empty. The key is shown only once. */
  bootstrapped: Bootstrapped | null
  db: Database
  ipfs: IpfsStore
  close(): Promise<void>
}

/** Migrates the database and starts the server. */
export async function startServer(config: Config, { jobs }: { jobs: boolean }): Promise<RunningServer> {
  await startTracing()
  const { db, ready } = await beginForRequests(config)
  try {
    // Load and wire the rest while the database starts.
    const [{ buildApp }, { bootstrapKey }, { syncErasures }, { erasureServices }, { openOutside }, { tidyCopies }] =
      await Promise.all([
        import('./app.ts'),
        import('../lms/keys/service.ts'),
        import('../erasure/reapply.ts'),
        import('../erasure/services.ts'),
        import('./outside.ts'),
        import('../public/documents/service.ts'),
      ])
    const outside = await openOutside(config, db, 'requests')
    const { ipfs, chain, metrics } = outside
    let url = publicUrlOf(config)
    const app: FastifyInstance = await buildApp({ config, db, ...outside, publicUrl: () => url, sheds: true })
    await Promise.all([ready, chain && rejectWrongChain(chain, app.log)])
    await checkSecrets(db, app.log)
    await syncErasures(db, erasureServices(db, config, ipfs), new Date())
    const bootstrapped = await bootstrapKey(db, config.bootstrapApiKey, firstSiteName(config))
    // Set once: a closing server still serves requests, but no longer has a port.
    url = publicUrlOf({ ...config, port: await listen(app, 'PORT', config) })
    // Load the worker last, so that it does not delay requests.
    const jobsDb = jobs ? await openForJobs(config, db) : undefined
    // The embedded database has one pool.
    if (jobsDb && jobsDb.pool !== db.pool) metrics?.watchPool('jobs', jobsDb.pool)
    const ownChain = chain?.withOwnLimit() ?? null
    const worker = jobsDb
      ? await (await import('./worker.ts')).startWorker({
          ...{ db: jobsDb, config, ...outside, chain: ownChain, publicUrl: url, log: app.log },
          ...{ anchoring: anchoringOn(ownChain, config), timeJob: metrics?.timeJob },
        })
      : null
    const stopTidying = tidyCopies(db, config, app.log)
    return {
      url,
      bootstrapped,
      db,
      ipfs,
      async close() {
        stopTidying()
        await Promise.all([closeApp(app), worker?.stop()])
        chain?.close()
        await jobsDb?.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

export type RunningWorker = {
  /** Address of its metrics and health checks. Null: it has no port. */
  url: string | null
  db: Database
  close(): Promise<void>
}

/** Migrates the database and runs jobs. Serves only metrics and health checks, if a port is configured. */
export async function startWorking(config: Config): Promise<RunningWorker> {
  ensureDataDir(config.dataDir)
  await startTracing()
  const db = await openDatabase(config, 'jobs')
  let port: WorkerPort | undefined
  try {
    const [{ startWorker }, { openOutside }, { tidyCopies }, { pino }] = await Promise.all([
      import('./worker.ts'),
      import('./outside.ts'),
      import('../public/documents/service.ts'),
      import('pino'),
    ])
    const outside = await openOutside(config, db, 'jobs')
    const { chain, metrics } = outside
    const log = pino(logOptions(config))
    await checkSecrets(db, log)
    if (chain) await rejectWrongChain(chain, log)
    port = await openPort(config, db, outside, log)
    const worker = await startWorker({
      ...{ db, config, ...outside, publicUrl: publicUrlOf(config), log },
      ...{ anchoring: anchoringOn(chain, config), timeJob: metrics?.timeJob },
    })
    const stopTidying = tidyCopies(db, config, log)
    return {
      url: port?.url ?? null,
      db,
      async close() {
        port?.startShutdown()
        stopTidying()
        await worker.stop()
        await port?.close()
        chain?.close()
        await db.close()
      },
    }
  } catch (error) {
    await port?.close()
    await db.close()
    throw error
  }
}

/** Opens the port of a worker, if one is configured. */
async function openPort(
  config: Config,
  db: Database,
  outside: Outside,
  log: FastifyBaseLogger,
): Promise<WorkerPort | undefined> {
  if (config.workerPort === undefined) return undefined
  const { openWorkerPort } = await import('./workerPort.ts')
  return openWorkerPort({ config, port: config.workerPort, db, outside, log })
}

function anchoringOn(chain: Chain | null, config: Config) {
  const settings = anchoringSettings(config)
  return chain && settings ? { chain, settings } : undefined
}

export function printAddress({ url, bootstrapped }: Pick<RunningServer, 'url' | 'bootstrapped'>): void {
  console.log(`Chancery is listening on ${url} (API docs: ${url}/docs)`)
  if (!bootstrapped) return
  const { site, key } = bootstrapped
  if (key) console.log(`Created the first site. Its API key (shown only once): ${key}`)
  console.log(
    `Certificates name "${site.name}" as their issuer. ` +
      `Rename it before you issue the first one: npx chancery sites rename ${site.id} "Your institution"`,
  )
}

export const stopSignals = ['SIGINT', 'SIGTERM'] as const

/** Maximum time (ms) of a shutdown. Docker kills after 10 seconds. */
const DEADLINE_MS = 8000

/**
 * Shuts down on a stop signal. Call it before the start: requests arrive as soon as the server listens. Fastify handles
 * no signals (see `closeApp`), and close-with-grace 2.5 exits with 1 at a second signal.
 */
export function stopOnSignal(starting: Promise<{ close(): Promise<void> }>): void {
  let stopping = false
  const stop = async () => {
    // Ignore further signals, from a user or from a tool that forwards signals.
    if (stopping) return
    stopping = true
    setTimeout(() => {
      console.error(`Shutdown took longer than ${DEADLINE_MS / 1000} seconds; exiting now. Committed data is safe.`)
      process.exit(1)
    }, DEADLINE_MS)
    await starting.then((running) => running.close())
    await stopTracing()
    process.exit()
  }
  for (const signal of stopSignals) process.on(signal, stop)
}

/** Rejects a node of another chain. An unavailable node is checked again on use. */
async function rejectWrongChain(chain: Chain, log: { warn(details: object, line: string): void }): Promise<void> {
  try {
    await chain.ensureChainId()
  } catch (error) {
    if (error instanceof WrongChain) {
      throw new ConfigError(`ETH_RPC_URL and CHAIN_ID do not match: ${error.message}`, { cause: error })
    }
    log.warn({ err: error }, 'Ethereum node unavailable; contract signatures and anchoring must wait')
  }
}

/** Maximum time (ms) for open requests at shutdown. */
const GRACE_MS = 5000

/** Time (ms) between "not ready" and closing, so that load balancers can choose another server. */
const LEAVE_MS = 500

/** Finishes open requests and closes the server. */
async function closeApp(app: FastifyInstance): Promise<void> {
  app.shutdown.started = true
  await wait(LEAVE_MS)
  // Close each connection right after its response; `close` ends only idle ones.
  app.server.keepAliveTimeout = 1
  const deadline = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  await app.close()
  clearTimeout(deadline)
}
