import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, type Attempt, beginAttempt } from '../core/idempotency.ts'
import { invalid } from '../core/problem.ts'
import type { ProblemCode } from '../core/problemCodes.ts'
import type { StoreReplay } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The right to answer a request that has an idempotency key. */
    attempt: Attempt | null
    /** Sends the answer that the same request got before, and tells whether there was one; else begins an attempt. */
    replayOrBegin(reply: FastifyReply, content: string): Promise<boolean>
  }
  interface FastifyContextConfig {
    /** A route that reads its body itself, and then calls `replayOrBegin`. */
    bodyIsStream?: true
    /** A route that finds out itself whose idempotency keys a request may use, and then calls `replayOrBegin`. */
    findsOwner?: true
  }
}

type Options = {
  db: Database
  now: () => Date
  /** Whose idempotency keys a request may use: `site/1`. Nobody's key means nothing. Asked when the body is read. */
  ownerOf: (request: FastifyRequest) => Promise<string | null> | string
}

/** Gives a POST that is sent again with its `Idempotency-Key` the answer that it got first. */
export function answerOnce(app: FastifyInstance, options: Options): void {
  app.decorateRequest('attempt', null)
  app.decorateRequest('replayOrBegin', function (this: FastifyRequest, reply, content) {
    return replayOrBegin(this, reply, content, options)
  })
  app.addHook('preHandler', async (request, reply) => {
    const { method, is404, routeOptions } = request
    const { bodyIsStream, findsOwner } = routeOptions.config
    if (method !== 'POST' || is404 || bodyIsStream || findsOwner) return
    // A body that nobody reads is not what is asked for, and may be anything.
    const content = routeOptions.schema?.body ? JSON.stringify(request.body ?? null) : ''
    if (await request.replayOrBegin(reply, content)) return reply
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.attempt && reply.statusCode >= 400) await keepFailure(options.db, request, reply, payload)
    return payload
  })
}

async function replayOrBegin(
  request: FastifyRequest,
  reply: FastifyReply,
  content: string,
  { db, now, ownerOf }: Options,
): Promise<boolean> {
  const key = request.headers['idempotency-key']
  const owner = await ownerOf(request)
  if (key === undefined || owner === null) return false
  if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) {
    throw invalid('Idempotency-Key', 'Must be 1 to 255 printable characters without spaces.')
  }
  const asked = JSON.stringify([request.method, request.url, content])
  const begun = await beginAttempt(db, { owner, key, content: asked }, now())
  if ('keep' in begun) request.attempt = begun
  else replay(reply, begun)
  return request.attempt === null
}

/** How to keep what a request is answered in the transaction of its change; undefined without an idempotency key. */
export function storingReplay<Result>(
  { attempt }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  toBody: (result: Result) => object,
): StoreReplay<Result> | undefined {
  if (!attempt) return undefined
  return (tx, result) => {
    const body = reply.serializeInput({ ...toBody(result) }, String(status), 'application/json')
    return attempt.keep(tx, { status, body: String(body) })
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Refusals of a moment, which the same request meets only now. */
const passing = new Set<string>(['rate.limited', 'certificate.changed'] satisfies ProblemCode[])

/** A failure that the same request would meet again is kept; after any other one it may be tried again at once. */
async function keepFailure(
  db: Database,
  { attempt, log }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { statusCode: status } = reply
  const code = String(reply.getHeader('x-error-code'))
  // Another attempt has taken over.
  if (code === 'idempotency.in_flight') return
  try {
    if (status >= 500 || passing.has(code) || typeof payload !== 'string') await attempt?.giveUp()
    else await attempt?.keep(db.prisma, { status, body: payload, code })
  } catch (error) {
    log.error({ err: error }, 'The answer to a request with an Idempotency-Key could not be kept.')
  }
}

function replay(reply: FastifyReply, { status, body, code }: Answer): void {
  if (code) reply.header('x-error-code', code)
  reply
    .code(status)
    .header('idempotent-replayed', 'true')
    .type(JSON_TYPE)
    .serializer((text: string) => text)
    .send(body)
}
