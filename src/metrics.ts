import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from './db/client.ts'
import { jobCounts } from './db/jobs.ts'
import { together } from './db/together.ts'

/** What is counted and measured in one process, in the words of Prometheus. */
export type Metrics = {
  /** All of it, as Prometheus reads it. */
  read(): Promise<{ contentType: string; text: string }>
  /** Counts and times the calls of something outside: the same thing, with each of its functions watched. */
  watch<Port extends object>(name: 'ipfs' | 'chain', port: Port): Port
}

/** Seconds. From what a cached page takes to where a client gives up. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Begins to watch a server: its requests, and at each reading its pool, its jobs and its process. */
export function openMetrics(app: FastifyInstance, db: Database): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry] // Just made.
  collectDefaultMetrics({ register: registry, prefix: 'chancery_' })
  watchRequests(app, registers)
  watchPool(db, registers)
  watchJobs(db, registers)
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
  // So that already the first damaged block is a rise, by which an alarm rings.
  calls.zero({ port: 'ipfs', call: 'block', outcome: 'IpfsDamaged' })
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
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
  })
}

/** Never the path that was asked for: there are as many of those as anybody likes. */
function routeOf({ routeOptions: { url } }: FastifyRequest): string {
  return url ?? 'none'
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

/** Metrics matter most when the database does not answer: its jobs are not waited for longer than this (ms). */
const JOBS_MS = 1000

/** Jobs are the same for all processes: the database is asked. Where it is down, which is seen elsewhere, nothing is told. */
function watchJobs(db: Database, registers: Registers): void {
  // Both are read at once: one question serves both.
  const countsNow = together(async (readings: null[]) => {
    const late = wait(JOBS_MS, [], { ref: false })
    const counts = await Promise.race([jobCounts(db).catch(() => []), late])
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
      for (const { queue, state, oldestSeconds } of counts) if (state === 'due') this.set({ queue }, oldestSeconds)
    },
  })
}

/** Begins to watch a call by its name; what it answers is told how the call ended: by no error (null), or by one. */
type Start = (call: string) => (error: unknown) => void

/** The same object, with each function that answers a promise watched, also in the objects that are its parts. */
function watched<Port extends object>(port: Port, start: Start): Port {
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
