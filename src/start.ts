import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Chain, WrongChain } from './chain/chain.ts'
import { type Config, ConfigError, publicUrlOf } from './config.ts'
import type { Database } from './db/client.ts'
import { beginDatabase, openDatabase } from './db/open.ts'
import type { IpfsStore } from './ipfs/store.ts'
import { bootstrapKey } from './services/apiKeys.ts'

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
  const { db, ready } = await beginDatabase(config)
  try {
    // The rest is loaded and wired while the database gets ready: that takes as long.
    const [{ buildApp }, { openIpfs }, { openChain }] = await Promise.all([
      import('./app.ts'),
      import('./ipfs/open.ts'),
      import('./chain/open.ts'),
    ])
    const [ipfs, chain] = await Promise.all([openIpfs(config), openChain(config)])
    const publicUrl = () => publicUrlOf({ ...config, port: portOf(app) })
    const app: FastifyInstance = await buildApp({ config, db, ipfs, chain, publicUrl })
    await Promise.all([ready, chain && refuseWrongChain(chain, app.log)])
    const newKey = await bootstrapKey(db, config.bootstrapApiKey)
    await listen(app, config)
    // Its parts are loaded only now, so that nobody waits for them.
    const worker = jobs
      ? await (await import('./worker.ts')).startWorker({ db, config, ipfs, publicUrl: publicUrl(), log: app.log })
      : null
    return {
      url: publicUrl(),
      newKey,
      db,
      ipfs,
      async close() {
        await Promise.all([closeApp(app), worker?.stop()])
        chain?.close()
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
  const db = await openDatabase(config)
  try {
    const [{ startWorker }, { openIpfs }, { pino }] = await Promise.all([
      import('./worker.ts'),
      import('./ipfs/open.ts'),
      import('pino'),
    ])
    const ipfs = await openIpfs(config)
    const log = pino({ level: config.logLevel })
    const worker = await startWorker({ db, config, ipfs, publicUrl: publicUrlOf(config), log })
    return {
      async close() {
        await worker.stop()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Tells whoever started a server where it is, and the key that was made. */
export function introduce({ url, newKey }: RunningServer): void {
  console.log(`Chancery listens on ${url} (its APIs: ${url}/docs)`)
  if (newKey) console.log(`A first site was made. Its API key, shown this once: ${newKey}`)
}

/** What tells a process to end and leaves it time for that. */
export const stopSignals = ['SIGINT', 'SIGTERM'] as const

/** Closes in good order what runs when the process is told to end. */
export function stopOnSignal(running: { close(): Promise<void> }): void {
  let stopping = false
  const stop = async () => {
    // Another one, from somebody impatient or from a tool that passes signals on, cuts nothing short.
    if (stopping) return
    stopping = true
    await running.close()
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
    log.warn({ err: error }, 'The Ethereum node does not answer; wallets that are contracts cannot sign until it does.')
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

/** Answers what is asked already, and closes. */
async function closeApp(app: FastifyInstance): Promise<void> {
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
