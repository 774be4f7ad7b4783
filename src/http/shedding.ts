import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Number of requests that were rejected because of overload. */
    shed: { requests: number }
  }
  interface FastifyRequest {
    /** Whether the server is processing the request. */
    isActive: boolean
  }
}

/** Interval (ms) between load checks. */
const CHECK_MS = 50

/** Maximum time (ms) a request may wait for a database connection, once or twice per request. */
const MOST_WAIT_MS = 250

/** Maximum delay (ms) of the event loop. Two delays in a row mean that the process is out of CPU. */
const MOST_LATE_MS = 150

/** Limits of concurrent requests: minimum, initial value and maximum. */
const LIMIT = { least: 8, first: 100, most: 1000 }

/** Factor by which overload reduces the limit, and the time (ms) to wait for the effect. */
const DECREASE = 0.7
const SETTLE_MS = 200

const busy = new Problem('server.busy')

/** Health and metrics are most needed under load. */
const exempt = /^\/(health|metrics)/

/**
 * Limits concurrent requests, like TCP congestion control: the limit grows while neither database nor event loop is
 * late. Slow clients do not count while they send a body or read a response.
 */
export function shedLoad(app: FastifyInstance, { pool }: Pick<Database, 'pool'>): void {
  let limit = LIMIT.first
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
    // Also runs when the client has disconnected.
    reply.raw.once('close', () => count(request, false))
    done()
  })
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (!reply.raw.closed) count(request, false)
    done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    // A route that streams its body waits for the client all the time.
    if (!reply.raw.closed && !request.routeOptions.config.bodyIsStream) count(request, true)
    done()
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    count(request, false)
    done(null, payload)
  })

  const waited = watchWaiting(pool)
  let checkedAt = 0
  let wasLate = false
  let settledAt = 0
  const check = () => {
    const now = performance.now()
    const isLate = now - checkedAt - CHECK_MS > MOST_LATE_MS
    const isTooMuch = (isLate && wasLate) || waited(now) > MOST_WAIT_MS
    checkedAt = now
    wasLate = isLate
    if (!isTooMuch) limit = Math.min(limit + 1, LIMIT.most)
    else if (now > settledAt) {
      limit = Math.max(LIMIT.least, Math.floor(Math.min(limit, active) * DECREASE))
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
function watchWaiting(pool: Database['pool']): (now: number) => number {
  let requestedAt: number | null = null
  let last = 0
  const ask = async (now: number) => {
    requestedAt = now
    try {
      const client = await pool.connect()
      client.release()
    } catch {
      // The request waited for the maximum time.
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
