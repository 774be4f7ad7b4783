import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { longestDue } from '../../anchoring/queries.ts'
import { anchoringRules, type RulesConfig } from '../../anchoring/settings.ts'
import { countWaiting } from '../../anchoring/waiting.ts'
import { type Config, sendsMail } from '../../core/config.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { jobCounts, jobStates } from '../../database/jobs.ts'
import { sequenceUse } from '../../database/sequences.ts'
import { LANES } from '../../http/shedding.ts'
import { inTime } from './inTime.ts'
import { watchMails } from './mails.ts'
import { watchReplica } from './replica.ts'

export type Metrics = {
  read(): Promise<{ contentType: string; text: string }>
  /** Returns the port with all calls counted and timed. */
  watch<Port extends object>(name: 'ipfs' | 'chain' | 'objects', port: Port): Port
}

type MetricsConfig = RulesConfig & Pick<Config, 'anchorContract' | 'anchorBatchSize' | 'anchorEveryMinutes' | 'smtpUrl'>

/** In seconds, from a cached page to a client's timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Measures requests and calls. Each scrape also reads the pool, jobs, anchors and process. */
export function openMetrics(app: FastifyInstance, db: Database, config: MetricsConfig): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry] // Created above.
  collectDefaultMetrics({ register: registry, prefix: 'chancery_' })
  watchRequests(app, registers)
  watchPool(db, registers)
  watchReplica(db, registers)
  watchJobs(db, registers)
  watchSequences(db, registers)
  // Requires no ANCHOR_KEY: a process without jobs may not have it.
  if (config.anchorContract) watchAnchors(db, config, registers)
  if (sendsMail(config)) watchMails(db, registers)
  new Counter({
    name: 'chancery_static_signatures_total',
    help: 'Static signatures (BDN) by outcome',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      this.inc({ outcome: 'accepted' }, app.staticSignatureCounts.accepted)
      this.inc({ outcome: 'refused' }, app.staticSignatureCounts.refused)
    },
  })
  watchLoad(app, registers)
  const calls = new Histogram({
    name: 'chancery_outside_call_seconds',
    help: 'Duration of calls to the IPFS store, the object store and the chain node, by outcome: ok or the name of the error',
    labelNames: ['port', 'call', 'outcome'],
    buckets: BUCKETS,
    registers,
  })
  // Start at zero, so that the first damaged block or full store triggers an alert.
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
    help: 'Duration of requests, by method, documented route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  })
  app.addHook('onResponse', async (request, reply) => {
    // The route, not the path: clients can send any number of paths.
    const route = request.routeOptions.url ?? 'none'
    const labels = { method: request.method, route, status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
}

function watchLoad(app: FastifyInstance, registers: Registers): void {
  new Counter({
    name: 'chancery_shed_requests_total',
    help: 'Requests rejected by load shedding',
    registers,
    collect() {
      this.reset()
      this.inc(app.shed.requests)
    },
  })
  const labelNames = ['lane'] as const
  new Gauge({
    name: 'chancery_active_requests',
    help: 'Requests under way: reads and changes',
    labelNames,
    registers,
    collect() {
      for (const lane of LANES) this.set({ lane }, app.shed.loadOf(lane).active)
    },
  })
  new Gauge({
    name: 'chancery_expected_wait_seconds',
    help: 'Requests under way, divided by the number that the server completes per second',
    labelNames,
    registers,
    collect() {
      for (const lane of LANES) this.set({ lane }, app.shed.loadOf(lane).expectedWait)
    },
  })
}

function watchPool({ pool }: Database, registers: Registers): void {
  new Gauge({
    name: 'chancery_database_connections',
    help: 'Database connections: idle, busy, and awaited (requests that wait for one)',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      this.set({ state: 'awaited' }, pool.waitingCount)
    },
  })
}

/** Queues that are reported even if they are empty. */
const QUEUES = ['deliver', 'publish']

/** Reports the jobs of all processes, from the database. Omits the metrics if it is unavailable. */
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
    help: 'Time since the oldest due job became due, by queue',
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

/** Reports how much of each sequence of ids is used up. A sequence at its end stops all inserts into its table. */
function watchSequences(db: Database, registers: Registers): void {
  new Gauge({
    name: 'chancery_sequence_used_ratio',
    help: 'Used part of each sequence of ids, from 0 to 1',
    labelNames: ['sequence'],
    registers,
    async collect() {
      const sequences = await inTime(sequenceUse(db))
      this.reset()
      for (const { sequence, used } of sequences ?? []) this.set({ sequence }, used)
    },
  })
}

/** Reports the delay of anchoring, from the database. A job that waits for the chain or for ether does not fail. */
function watchAnchors(db: Database, config: MetricsConfig, registers: Registers): void {
  const { anchorBatchSize: batchSize, anchorEveryMinutes: everyMinutes } = config
  const rules = anchoringRules(config)
  new Gauge({
    name: 'chancery_anchor_oldest_seconds',
    help: 'Time since the oldest certificate or anchor that is not final on the chain became due',
    registers,
    async collect() {
      const due = { ...rules, batchSize, everyMinutes, at: new Date() }
      const seconds = await inTime(longestDue(db, due, PROOF_VERSION))
      if (seconds === null) this.remove()
      else this.set(seconds)
    },
  })
  new Gauge({
    name: 'chancery_anchor_waiting_certificates',
    help: 'Certificates that are not gathered, by reason: issuer (not confirmed) or day (its transactions are used); 10000 at most',
    labelNames: ['reason'],
    registers,
    async collect() {
      const counts = await inTime(countWaiting(db, rules, new Date()))
      this.reset()
      for (const [reason, count] of Object.entries(counts ?? {})) this.set({ reason }, count)
    },
  })
}

/** Wraps functions that return promises, also in nested objects. Passes the error or null to the result of `start`. */
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
