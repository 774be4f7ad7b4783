import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { anchoringSettings } from '../anchoring/settings.ts'
import { type Chain, WrongChain } from '../chain/chain.ts'
import { type Config, ConfigError, publicUrlOf } from '../core/config.ts'
import { logOptions } from '../core/log.ts'
import type { Database } from '../database/client.ts'
import { beginForRequests, openDatabase, openForJobs } from '../database/open.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { bootstrapKey } from '../lms/keys/service.ts'
import { startTracing, stopTracing } from './tracing.ts'

export type RunningServer = {
  url: string
  /** The API key created for an empty database. It is shown only once. */
  newKey: string | null
  db: Database
  ipfs: IpfsStore
  close(): Promise<void>
}

/** Migrates the database and starts the server. */
export async function startServer(config: Config, { jobs }: { jobs: boolean }): Promise<RunningServer> {
  await startTracing()
  const { db, ready } = await beginForRequests(config)
  try {
    // Loads and wires the rest while the database gets ready, which takes as long.
    const [{ buildApp }, { openIpfs }, { openChain }] = await Promise.all([
      import('./app.ts'),
      import('../ipfs/open.ts'),
      import('../chain/open.ts'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    let url = publicUrlOf(config)
    const app: FastifyInstance = await buildApp({ config, db, ipfs, chain, publicUrl: () => url, sheds: true })
    await Promise.all([ready, chain && rejectWrongChain(chain, app.log)])
    const newKey = await bootstrapKey(db, config.bootstrapApiKey)
    await listen(app, config)
    // Set once: a closing server still answers requests, but has no port.
    url = publicUrlOf({ ...config, port: portOf(app) })
    // Uses the app's ports, so that metrics count the calls of jobs too.
    const watchedChain = app.outside.chain()
    // Loads the worker last, so that it delays no request.
    const jobsDb = jobs ? await openForJobs(config, db) : undefined
    const worker = jobsDb
      ? await (await import('./worker.ts')).startWorker({
          ...{ db: jobsDb, config, ipfs: app.outside.ipfs, chain: watchedChain, publicUrl: url, log: app.log },
          anchoring: anchoringOn(watchedChain, config),
        })
      : null
    return {
      url,
      newKey,
      db,
      ipfs,
      async close() {
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

/** Migrates the database and only runs jobs. */
export async function startWorking(config: Config): Promise<{ close(): Promise<void> }> {
  await startTracing()
  const db = await openDatabase(config, 'jobs')
  try {
    const [{ startWorker }, { openIpfs }, { openChain }, { pino }] = await Promise.all([
      import('./worker.ts'),
      import('../ipfs/open.ts'),
      import('../chain/open.ts'),
      import('pino'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    const log = pino(logOptions(config))
    if (chain) await rejectWrongChain(chain, log)
    const anchoring = anchoringOn(chain, config)
    const worker = await startWorker({ db, config, ipfs, chain, publicUrl: publicUrlOf(config), log, anchoring })
    return {
      async close() {
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

export function printAddress({ url, newKey }: Pick<RunningServer, 'url' | 'newKey'>): void {
  console.log(`Chancery listens on ${url} (its APIs: ${url}/docs)`)
  if (newKey) console.log(`A first site was made. Its API key, shown this once: ${newKey}`)
}

export const stopSignals = ['SIGINT', 'SIGTERM'] as const

/** Maximum time (ms) until a stopped process exits: less than Docker waits before it kills. */
const DEADLINE_MS = 8000

/**
 * Closes a running or starting process on a stop signal. Call it before the start: requests arrive as soon as the
 * server listens. Fastify handles no signals (see `closeApp`). close-with-grace 2.5 exits with 1 at a second signal.
 */
export function stopOnSignal(starting: Promise<{ close(): Promise<void> }>): void {
  let stopping = false
  const stop = async () => {
    // Ignores further signals, from an impatient user or a tool that forwards signals.
    if (stopping) return
    stopping = true
    setTimeout(() => {
      console.error(`Not all came to an end within ${DEADLINE_MS / 1000} seconds. What was committed is safe.`)
      process.exit(1)
    }, DEADLINE_MS)
    await starting.then((running) => running.close())
    await stopTracing()
    process.exit()
  }
  for (const signal of stopSignals) process.on(signal, stop)
}

/** Rejects a node of another chain. Checks an unavailable node again when it is needed. */
async function rejectWrongChain(chain: Chain, log: { warn(details: object, line: string): void }): Promise<void> {
  try {
    await chain.ensureChainId()
  } catch (error) {
    if (error instanceof WrongChain) {
      throw new ConfigError(`ETH_RPC_URL and CHAIN_ID do not fit: ${error.message}`, { cause: error })
    }
    log.warn(
      { err: error },
      'The Ethereum node does not answer; until it does, wallets that are contracts cannot sign, and nothing is anchored.',
    )
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new ConfigError(`Cannot listen on what HOST and PORT say (${host}, ${port}): ${reason}`, { cause: error })
  }
}

/** Maximum time (ms) for open requests at shutdown: less than Docker waits before it kills. */
const GRACE_MS = 5000

/** Time (ms) between "not ready" and closing, in which load balancers choose another server. */
const LEAVE_MS = 500

/** Finishes open requests and closes the server. */
async function closeApp(app: FastifyInstance): Promise<void> {
  app.shutdown.started = true
  await wait(LEAVE_MS)
  // Node closes idle connections now. It keeps the others open, because their clients may send more.
  app.server.keepAliveTimeout = 1
  const deadline = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  await app.close()
  clearTimeout(deadline)
}

/** Returns the actual port, also for port 0. */
function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port // A TCP server has no other kind.
}
