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
  /** Where users reach it. */
  url: string
  /** The API key that was made for an empty database: shown now or never. */
  newKey: string | null
  db: Database
  ipfs: IpfsStore
  close(): Promise<void>
}

/** Starts the server that a configuration describes, on a database brought to the newest schema. */
export async function startServer(config: Config, { jobs }: { jobs: boolean }): Promise<RunningServer> {
  await startTracing()
  const { db, ready } = await beginForRequests(config)
  try {
    // The rest is loaded and wired while the database gets ready: that takes as long.
    const [{ buildApp }, { openIpfs }, { openChain }] = await Promise.all([
      import('./app.ts'),
      import('../ipfs/open.ts'),
      import('../chain/open.ts'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    let url = publicUrlOf(config)
    const app: FastifyInstance = await buildApp({ config, db, ipfs, chain, publicUrl: () => url, sheds: true })
    await Promise.all([ready, chain && refuseWrongChain(chain, app.log)])
    const newKey = await bootstrapKey(db, config.bootstrapApiKey)
    await listen(app, config)
    // Once and for all: requests that are answered while the server closes have no port to ask for any more.
    url = publicUrlOf({ ...config, port: portOf(app) })
    // Those of the app, so that metrics count what jobs call too.
    const asked = app.outside.chain()
    // Its parts are loaded only now, so that nobody waits for them.
    const ofJobs = jobs ? await openForJobs(config, db) : undefined
    const worker = ofJobs
      ? await (await import('./worker.ts')).startWorker({
          ...{ db: ofJobs, config, ipfs: app.outside.ipfs, chain: asked, publicUrl: url, log: app.log },
          anchoring: anchoringOn(asked, config),
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
        await ofJobs?.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Starts doing jobs and nothing else, on a database brought to the newest schema. */
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
    if (chain) await refuseWrongChain(chain, log)
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

/** Where certificates are anchored, if the configuration says so. */
function anchoringOn(chain: Chain | null, config: Config) {
  const settings = anchoringSettings(config)
  return chain && settings ? { chain, settings } : undefined
}

/** Tells whoever started a server where it is, and the key that was made. */
export function introduce({ url, newKey }: Pick<RunningServer, 'url' | 'newKey'>): void {
  console.log(`Chancery listens on ${url} (its APIs: ${url}/docs)`)
  if (newKey) console.log(`A first site was made. Its API key, shown this once: ${newKey}`)
}

/** What tells a process to end and leaves it time for that. */
export const stopSignals = ['SIGINT', 'SIGTERM'] as const

/** When a process that was told to end ends in any case: before Docker kills it. */
const DEADLINE_MS = 8000

/**
 * Closes what runs, or is starting, when the process gets a stop signal. Call it before the start: requests arrive as soon
 * as the server listens. Own code: close-with-grace 2.5 was tried, and ends with 1 at a second signal, whatever its options.
 * Fastify handles no signals; its `close` has no deadline for requests under way (see `closeApp`).
 */
export function stopOnSignal(starting: Promise<{ close(): Promise<void> }>): void {
  let stopping = false
  const stop = async () => {
    // Another one, from somebody impatient or from a tool that passes signals on, cuts nothing short.
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

/** Refuses a node of another chain than the configured one; one that cannot be asked yet is asked again when needed. */
async function refuseWrongChain(chain: Chain, log: { warn(details: object, line: string): void }): Promise<void> {
  try {
    await chain.ensureRightOne()
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

/** How long requests that are under way at the end may still take: less than Docker waits before it kills. */
const GRACE_MS = 5000

/** How long a server that is about to end goes on as before, but for saying so: whoever sends it requests looks elsewhere. */
const LEAVE_MS = 500

/** Answers what is asked already, and closes. */
async function closeApp(app: FastifyInstance): Promise<void> {
  app.leaving.begun = true
  await wait(LEAVE_MS)
  // Node closes the connections that are idle now, and waits for the others as for clients that may come again.
  app.server.keepAliveTimeout = 1
  const deadline = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  await app.close()
  clearTimeout(deadline)
}

/** Where the server listens, also when the configuration leaves that to the system by saying 0. */
function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port // A TCP server has no other kind.
}
