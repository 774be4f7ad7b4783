import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../core/problem.ts'
import { CompletionRate, TICK_MS } from './completionRate.ts'

/** Reads and changes are counted apart, because they take differently long. */
export const LANES = ['reads', 'changes'] as const

type LaneName = (typeof LANES)[number]

/** Requests under way, and the time (s) after which a new one should be complete. */
export type Load = { active: number; expectedWait: number }

declare module 'fastify' {
  interface FastifyInstance {
    /** Number of requests rejected with `server.busy`, and the load of each lane. */
    shed: { requests: number; loadOf(lane: LaneName): Load }
  }
  interface FastifyRequest {
    /** Whether the request counts as under way. */
    isActive: boolean
  }
}

/** Maximum expected time (s) of a request. */
const MAX_WAIT = 4

/** Requests that are always accepted: so few say nothing about the load. */
const MIN_ACTIVE = 8

/** Health and metrics are never rejected. */
const exempt = /^\/(health|metrics)/

class Lane {
  active = 0
  readonly rate = new CompletionRate()

  expectedWait(): number {
    return this.active / this.rate.perSecond()
  }

  tick(): void {
    this.rate.tick({ isBusy: this.active >= MIN_ACTIVE })
  }
}

/**
 * Rejects requests that would have to wait for too long, by the requests under way and the rate at which they complete
 * (Little's law). A request does not count while its client sends the body or reads the response.
 */
export function shedLoad(app: FastifyInstance): void {
  const lanes: Record<LaneName, Lane> = { reads: new Lane(), changes: new Lane() }
  app.shed.loadOf = (name) => ({ active: lanes[name].active, expectedWait: lanes[name].expectedWait() })

  const laneOf = ({ method }: FastifyRequest) => (method === 'GET' || method === 'HEAD' ? lanes.reads : lanes.changes)
  const count = (request: FastifyRequest, isActive: boolean) => {
    if (request.isActive === isActive) return
    request.isActive = isActive
    laneOf(request).active += isActive ? 1 : -1
  }
  app.decorateRequest('isActive', false)
  app.addHook('onRequest', (request, reply, done) => {
    if (exempt.test(request.raw.url ?? '')) return done()
    const lane = laneOf(request)
    const expectedWait = lane.expectedWait()
    if (lane.active >= MIN_ACTIVE && expectedWait > MAX_WAIT) {
      return done(new Problem('server.busy', undefined, undefined, { retryAfter: Math.ceil(expectedWait) }))
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
    if (request.isActive) laneOf(request).rate.completed += 1
    count(request, false)
    done(null, payload)
  })

  let clock: NodeJS.Timeout | undefined
  app.addHook('onListen', (done) => {
    clock = setInterval(() => {
      for (const name of LANES) lanes[name].tick()
    }, TICK_MS).unref()
    done()
  })
  app.addHook('onClose', async () => clearInterval(clock))
}
