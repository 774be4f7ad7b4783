import type { Chain } from '../../chain/chain.ts'
import type { SharedRedis } from '../../core/redis.ts'
import type { Database } from '../../database/client.ts'
import { parseCid } from '../../ipfs/cid.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import type { Objects } from '../../objects/objects.ts'

export type Dependencies = {
  db: Database
  ipfs: IpfsStore
  objects: Objects | null
  chain: Chain | null
  redis: SharedRedis | undefined
}

export type State = 'up' | 'down' | 'not configured'

export type States = { database: State; replica: State; ipfs: State; objects: State; chain: State; redis: State }

/** Time (ms) after which a dependency counts as down. */
const DEADLINE_MS = 2000

/** Time (ms) to cache a result. Limits the load, because the routes are public. */
const FRESH_MS = 1000

/** CID of empty content. A miss shows too that the store works. */
const EMPTY = parseCid('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')

/** Returns functions that check the dependencies. They never throw. */
export function dependencyStates({ db, ipfs, objects, chain, redis }: Dependencies): {
  all(): Promise<States>
  database(): Promise<State>
} {
  const database = fresh(() => stateOf(() => db.ping()))
  const all = fresh(async () => {
    const [ofDatabase, inIpfs, inObjects, onChain, inRedis] = await Promise.all([
      database(),
      stateOf((signal) => EMPTY && ipfs.stored.block(EMPTY, signal)),
      stateOf(objects && ((signal) => objects.get('health', 0, signal))),
      stateOf(chain && (() => chain.request('eth_blockNumber', []))),
      stateOf(redis && (() => answered(redis.run(() => redis.client.ping())))),
    ])
    return {
      ...{ database: ofDatabase, replica: replicaState(db), ipfs: inIpfs, objects: inObjects },
      ...{ chain: onChain, redis: inRedis },
    }
  })
  return { all, database }
}

/** A replica that is not used counts as down. */
function replicaState({ replica }: Database): State {
  if (!replica) return 'not configured'
  return replica.unused() === null ? 'up' : 'down'
}

/** Caches the result for `FRESH_MS`. */
function fresh<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let last: { askedAt: number; answer: Promise<Answer> } | undefined
  return () => {
    const now = performance.now()
    if (!last || now - last.askedAt > FRESH_MS) last = { askedAt: now, answer: ask() }
    return last.answer
  }
}

async function answered(answer: Promise<unknown>): Promise<void> {
  if ((await answer) === null) throw new Error('Redis is unavailable.')
}

async function stateOf(ask: ((signal: AbortSignal) => unknown) | null | undefined): Promise<State> {
  if (!ask) return 'not configured'
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  try {
    await Promise.race([ask(signal), late])
    return 'up'
  } catch {
    return 'down'
  }
}
