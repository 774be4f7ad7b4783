import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Number of requests rejected by load shedding. */
    shed: { requests: number }
  }
  interface FastifyRequest {
    /** Whether the request counts towards the concurrency limit. */
    isActive: boolean
  }
}

/** Interval (ms) between load checks. */
const CHECK_MS = 50

/** Maximum time (ms) a request may wait for a database connection. A request needs one or two. */
const MAX_WAIT_MS = 250

/** Maximum event loop delay (ms). Two longer delays in a row mean that the process is out of CPU. */
const MAX_LAG_MS = 150

/** Concurrency limit. */
const LIMIT = { min: 8, initial: 100, max: 1000 }

/** Factor by which overload reduces the limit, and the time (ms) until the next reduction. */
const DECREASE = 0.7
const SETTLE_MS = 200

const busy = new Problem('server.busy')

/** Health and metrics are never rejected. */
const exempt = /^\/(health|metrics)/

/**
 * Limits concurrent requests, like TCP congestion control: the limit grows while database and event loop are on time.
 * A request does not count while its client sends the body or reads the response.
 */
export function shedLoad(app: FastifyInstance, { pool }: Pick<Database, 'pool'>): void {
  let limit = LIMIT.initial
  let active = 0

  const count = (request: FastifyRequest, isActive: boolean) => {
    if (request.isActive === isActive) return
    request.isActive = isActive
    active += isActive ? 1 : -1
  }
  app.decorateRequest('isActive', false)
  app.addHook('onRequest', (request, reply, done) => {
    if (exempt.test(request.raw.url ?? '')) return done()
    if (active >= limit) {
      app.shed.requests += 1
      return done(busy)
    }
    count(request, true)
    // `close` is emitted when the client disconnects too.
    reply.raw.once('close', () => count(request, false))
    done()
  })
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (!reply.raw.closed) count(request, false)
    done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    // A route that streams its body waits for the client.
    if (!reply.raw.closed && !request.routeOptions.config.bodyIsStream) count(request, true)
    done()
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    count(request, false)
    done(null, payload)
  })

  const queueWait = measureQueueWait(pool)
  let checkedAt = 0
  let wasLate = false
  let settledAt = 0
  const check = () => {
    const now = performance.now()
    const isLate = now - checkedAt - CHECK_MS > MAX_LAG_MS
    const isTooMuch = (isLate && wasLate) || queueWait(now) > MAX_WAIT_MS
    checkedAt = now
    wasLate = isLate
    if (!isTooMuch) limit = Math.min(limit + 1, LIMIT.max)
    else if (now > settledAt) {
      limit = Math.max(LIMIT.min, Math.floor(Math.min(limit, active) * DECREASE))
      settledAt = now + SETTLE_MS
    }
  }
  let clock: NodeJS.Timeout | undefined
  app.addHook('onListen', (done) => {
    checkedAt = performance.now()
    clock = setInterval(check, CHECK_MS).unref()
    done()
  })
  app.addHook('onClose', async () => clearInterval(clock))
}

/** Returns a function that measures the queue wait (ms) for a database connection. */
function measureQueueWait(pool: Database['pool']): (now: number) => number {
  let requestedAt: number | null = null
  let last = 0
  const ask = async (now: number) => {
    requestedAt = now
    try {
      const client = await pool.connect()
      client.release()
    } catch {
      // Timed out: the wait is the maximum.
    }
    last = performance.now() - now
    requestedAt = null
  }
  return (now) => {
    const waited = requestedAt === null ? last : now - requestedAt
    last = 0
    if (requestedAt === null && pool.waitingCount > 0) void ask(now)
    return waited
  }
}
