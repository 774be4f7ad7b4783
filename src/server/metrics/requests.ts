import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { LANES } from '../../http/shedding.ts'
import { BUCKETS } from './buckets.ts'

/** Measures the requests of a server, its load, and the static signatures among them. */
export function watchRequests(app: FastifyInstance, registers: Registry[]): void {
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
}

function watchLoad(app: FastifyInstance, registers: Registry[]): void {
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
