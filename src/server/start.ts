import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { anchoringSettings } from '../anchoring/settings.ts'
import { type Chain, WrongChain } from '../chain/chain.ts'
import { type Config, ConfigError, firstSiteName, publicUrlOf } from '../core/config.ts'
import { logOptions } from '../core/log.ts'
import type { Database } from '../database/client.ts'
import { beginForRequests, openDatabase, openForJobs } from '../database/open.ts'
import { ensureDataDir } from '../dataDir.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { Bootstrapped } from '../lms/keys/service.ts'
import { checkSecrets } from './secrets/check.ts'
import { startTracing, stopTracing } from './tracing.ts'

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
    const [
      { buildApp },
      { bootstrapKey },
      { syncErasures },
      { erasureServices },
      { openIpfs },
      { openChain },
      { tidyCopies },
    ] = await Promise.all([
      import('./app.ts'),
      import('../lms/keys/service.ts'),
      import('../erasure/reapply.ts'),
      import('../erasure/services.ts'),
      import('../ipfs/open.ts'),
      import('../chain/open.ts'),
      import('../public/documents/service.ts'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    let url = publicUrlOf(config)
    const app: FastifyInstance = await buildApp({ config, db, ipfs, chain, publicUrl: () => url, sheds: true })
    await Promise.all([ready, chain && rejectWrongChain(chain, app.log)])
    await checkSecrets(db, app.log)
    await syncErasures(db, erasureServices(db, config, ipfs), new Date())
    const bootstrapped = await bootstrapKey(db, config.bootstrapApiKey, firstSiteName(config))
    await listen(app, config)
    // Set once: a closing server still serves requests, but no longer has a port.
    url = publicUrlOf({ ...config, port: portOf(app) })
    // Use the app's backends, so that metrics include the calls of jobs.
    const watchedChain = app.outside.chain()
    // Load the worker last, so that it does not delay requests.
    const jobsDb = jobs ? await openForJobs(config, db) : undefined
    const worker = jobsDb
      ? await (await import('./worker.ts')).startWorker({
          ...{ db: jobsDb, config, ipfs: app.outside.ipfs, chain: watchedChain, publicUrl: url, log: app.log },
          anchoring: anchoringOn(watchedChain, config),
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

/** Migrates the database and runs jobs, without serving requests. */
export async function startWorking(config: Config): Promise<{ close(): Promise<void> }> {
  ensureDataDir(config.dataDir)
  await startTracing()
  const db = await openDatabase(config, 'jobs')
  try {
    const [{ startWorker }, { openIpfs }, { openChain }, { tidyCopies }, { pino }] = await Promise.all([
      import('./worker.ts'),
      import('../ipfs/open.ts'),
      import('../chain/open.ts'),
      import('../public/documents/service.ts'),
      import('pino'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    const log = pino(logOptions(config))
    await checkSecrets(db, log)
    if (chain) await rejectWrongChain(chain, log)
    const anchoring = anchoringOn(chain, config)
    const worker = await startWorker({ db, config, ipfs, chain, publicUrl: publicUrlOf(config), log, anchoring })
    const stopTidying = tidyCopies(db, config, log)
    return {
      async close() {
        stopTidying()
        await worker.stop()
        chain?.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
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

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new ConfigError(`Cannot listen on HOST and PORT (${host}, ${port}): ${reason}`, { cause: error })
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

/** Returns the actual port, even if PORT is 0. */
function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port // A TCP server has no other kind.
}
