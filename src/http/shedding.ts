import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** How many requests were refused because there were too many. */
    shed: { requests: number }
  }
  interface FastifyRequest {
    /** Whether the server is at work on it. */
    isUnderWay: boolean
  }
}

/** How often (ms) a server looks how busy it is. */
const LOOK_MS = 50

/** Who waits so long (ms) for a connection to the database, once or twice for one request, waits too long. */
const MOST_WAIT_MS = 250

/** So late (ms) with its own work is a server that has more to compute than its core can, where it is so twice on end. */
const MOST_LATE_MS = 150

/** Requests under way at once: so many at least, at first, and at most. */
const LIMIT = { least: 8, first: 100, most: 1000 }

/** Of those that are too many, how many may stay; after that, how long (ms) what changed is waited for. */
const STAY = 0.7
const SETTLE_MS = 200

const busy = new Problem('server.busy')

/** Health and metrics are asked for most when a server is busy. */
const exempt = /^\/(health|metrics)/

/**
 * Refuses requests when there are more than can be answered soon, so that those that are taken are. How many that is shows:
 * as long as nobody waits for the database and the process is in time with all that it does, it may be one more, and else
 * fewer, as TCP finds out how much a network bears. Clients that are slow to send a body or to read an answer do not count.
 */
export function shedLoad(app: FastifyInstance, { pool }: Pick<Database, 'pool'>): void {
  let limit = LIMIT.first
  let underWay = 0

  const count = (request: FastifyRequest, isUnderWay: boolean) => {
    if (request.isUnderWay === isUnderWay) return
    request.isUnderWay = isUnderWay
    underWay += isUnderWay ? 1 : -1
  }
  app.decorateRequest('isUnderWay', false)
  app.addHook('onRequest', (request, reply, done) => {
    if (exempt.test(request.raw.url ?? '')) return done()
    if (underWay >= limit) {
      app.shed.requests += 1
      return done(busy)
    }
    count(request, true)
    // Also where the client has hung up.
    reply.raw.once('close', () => count(request, false))
    done()
  })
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (!reply.raw.closed) count(request, false)
    done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    // Who reads a body as it comes waits for its sender all the time.
    if (!reply.raw.closed && !request.routeOptions.config.bodyIsStream) count(request, true)
    done()
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    count(request, false)
    done(null, payload)
  })

  const waited = watchWaiting(pool)
  let lookedAt = 0
  let wasLate = false
  let settledAt = 0
  const look = () => {
    const now = performance.now()
    const isLate = now - lookedAt - LOOK_MS > MOST_LATE_MS
    const isTooMuch = (isLate && wasLate) || waited(now) > MOST_WAIT_MS
    lookedAt = now
    wasLate = isLate
    if (!isTooMuch) limit = Math.min(limit + 1, LIMIT.most)
    else if (now > settledAt) {
      limit = Math.max(LIMIT.least, Math.floor(Math.min(limit, underWay) * STAY))
      settledAt = now + SETTLE_MS
    }
  }
  let clock: NodeJS.Timeout | undefined
  app.addHook('onListen', (done) => {
    lookedAt = performance.now()
    clock = setInterval(look, LOOK_MS).unref()
    done()
  })
  app.addHook('onClose', async () => clearInterval(clock))
}

/** Makes the function that tells how long (ms) who asks for a connection waits: by asking for one where others wait. */
function watchWaiting(pool: Database['pool']): (now: number) => number {
  let askedAt: number | null = null
  let last = 0
  const ask = async (now: number) => {
    askedAt = now
    try {
      const client = await pool.connect()
      client.release()
    } catch {
      // Then it has waited for as long as one may.
    }
    last = performance.now() - now
    askedAt = null
  }
  return (now) => {
    const waited = askedAt === null ? last : now - askedAt
    last = 0
    if (askedAt === null && pool.waitingCount > 0) void ask(now)
    return waited
  }
}
