import { setTimeout as wait } from 'node:timers/promises'
import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { longestDue } from '../../anchoring/queries.ts'
import type { Config } from '../../core/config.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { jobCounts, jobStates } from '../../database/jobs.ts'

export type Metrics = {
  read(): Promise<{ contentType: string; text: string }>
  /** Returns the same object, with all its calls counted and timed. */
  watch<Port extends object>(name: 'ipfs' | 'chain', port: Port): Port
}

type AnchoringConfig = Pick<Config, 'chainId' | 'anchorContract' | 'anchorBatchSize' | 'anchorEveryMinutes'>

/** Seconds: from a cached page to the timeout of a client. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Measures requests and, at each reading, the pool, the jobs, the anchors and the process. */
export function openMetrics(app: FastifyInstance, db: Database, config: AnchoringConfig): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry] // Just made.
  collectDefaultMetrics({ register: registry, prefix: 'chancery_' })
  watchRequests(app, registers)
  watchPool(db, registers)
  watchJobs(db, registers)
  // A process that answers requests may lack the worker's key.
  if (config.anchorContract) watchAnchors(db, config, registers)
  new Counter({
    name: 'chancery_static_signatures_total',
    help: 'Signatures of the address alone, as BDN has them, by what became of them',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      this.inc({ outcome: 'accepted' }, app.staticSignatureCounts.accepted)
      this.inc({ outcome: 'refused' }, app.staticSignatureCounts.refused)
    },
  })
  new Counter({
    name: 'chancery_shed_requests_total',
    help: 'Requests that were refused because there were more than could be answered soon',
    registers,
    collect() {
      this.reset()
      this.inc(app.shed.requests)
    },
  })
  const calls = new Histogram({
    name: 'chancery_outside_call_seconds',
    help: 'Calls of the IPFS store and the chain node, by how they ended: ok, or the name of the error',
    labelNames: ['port', 'call', 'outcome'],
    buckets: BUCKETS,
    registers,
  })
  // Starts at zero, so that the first damaged block or full store already triggers an alert.
  calls.zero({ port: 'ipfs', call: 'block', outcome: 'IpfsDamaged' })
  for (const call of ['add', 'keep']) calls.zero({ port: 'ipfs', call, outcome: 'IpfsFull' })
  return {
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    watch: (name, port) =>
      watched(port, (call) => {
        const stop = calls.startTimer({ port: name, call })
        return (error) =>
          stop({ outcome: error === null ? 'ok' : error instanceof Error ? error.constructor.name : 'error' })
      }),
  }
}

type Registers = Registry[]

function watchRequests(app: FastifyInstance, registers: Registers): void {
  const seconds = new Histogram({
    name: 'chancery_request_seconds',
    help: 'Requests, by route as it is documented and by status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  })
  app.addHook('onResponse', async (request, reply) => {
    // Uses the route and not the path, because clients can send any number of paths.
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
}

function watchPool({ pool }: Database, registers: Registers): void {
  new Gauge({
    name: 'chancery_database_connections',
    help: 'Connections of the pool: idle, busy; and requests that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      this.set({ state: 'awaited' }, pool.waitingCount)
    },
  })
}

/** Timeout (ms) of the database: metrics matter most when it is unavailable. */
const DATABASE_MS = 1000

/** Returns null if the database is unavailable or too slow. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  return Promise.race([answer.catch(() => null), wait(DATABASE_MS, null, { ref: false })])
}

/** Queues of jobs that users cause. Reported even if they are empty. */
const QUEUES = ['deliver', 'publish']

/** Reads jobs from the database, as all processes share them. Reports none only if it is unavailable. */
function watchJobs(db: Database, registers: Registers): void {
  // One query serves both gauges.
  const countsNow = batched(async (readings: null[]) => {
    const counts = await inTime(jobCounts(db))
    return readings.map(() => counts)
  })
  new Gauge({
    name: 'chancery_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const counts = await countsNow(null)
      this.reset()
      if (!counts) return
      for (const queue of QUEUES) for (const state of jobStates) this.set({ queue, state }, 0)
      for (const { queue, state, count } of counts) this.set({ queue, state }, count)
    },
  })
  new Gauge({
    name: 'chancery_oldest_job_seconds',
    help: 'How long the job that is due for longest has waited, by queue',
    labelNames: ['queue'],
    registers,
    async collect() {
      const counts = await countsNow(null)
      this.reset()
      if (!counts) return
      for (const queue of QUEUES) this.set({ queue }, 0)
      for (const { queue, state, oldestSeconds } of counts) if (state === 'due') this.set({ queue }, oldestSeconds)
    },
  })
}

/** Reads anchors from the database: only it knows of jobs that wait for the chain or for money. */
function watchAnchors(db: Database, config: AnchoringConfig, registers: Registers): void {
  const { chainId, anchorBatchSize: batchSize, anchorEveryMinutes: everyMinutes } = config
  new Gauge({
    name: 'chancery_anchor_oldest_seconds',
    help: 'How long the certificate or anchor that is due for longest has waited to be final on the chain',
    registers,
    async collect() {
      const seconds = await inTime(longestDue(db, { chainId, batchSize, everyMinutes }, PROOF_VERSION))
      if (seconds === null) this.remove()
      else this.set(seconds)
    },
  })
}

/** Watches each function that returns a promise, also in nested objects. Passes the error, or null, to `start(call)`. */
function watched<Port extends object>(port: Port, start: (call: string) => (error: unknown) => void): Port {
  return new Proxy(port, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name)
      if (typeof part === 'object' && part !== null) return watched(part, start)
      if (typeof part !== 'function') return part
      return (...args: unknown[]) => {
        const end = start(String(name))
        const answer: unknown = Reflect.apply(part, target, args)
        if (answer instanceof Promise) answer.then(() => end(null), end)
        return answer
      }
    },
  })
}
