import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../db/client.ts'
import { invalid } from '../errors.ts'
import type { Keep } from '../services/change.ts'
import { type Answer, type Attempt, beginAttempt } from '../services/idempotency.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The right to answer a request that has an idempotency key. */
    attempt: Attempt | null
  }
}

type Options = {
  db: Database
  now: () => Date
  /** Whose idempotency keys a request may use: `site/1`. */
  ownerOf: (request: FastifyRequest) => string
}

/** Gives a POST that is sent again with its `Idempotency-Key` the answer that it got first. */
export function answerOnce(app: FastifyInstance, { db, now, ownerOf }: Options): void {
  app.decorateRequest('attempt', null)
  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    if (key === undefined || request.method !== 'POST' || request.is404) return
    if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) {
      throw invalid('Idempotency-Key', 'Must be 1 to 255 printable characters without spaces.')
    }
    const begun = await beginAttempt(db, { owner: ownerOf(request), key, fingerprint: fingerprintOf(request) }, now())
    if ('keep' in begun) request.attempt = begun
    else return replay(reply, begun)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.attempt && reply.statusCode >= 400) await keepFailure(db, request, reply, payload)
    return payload
  })
}

/** How to keep what a request is answered in the transaction of its change; undefined without an idempotency key. */
export function keeping<Result>(
  { attempt }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  toBody: (result: Result) => object,
): Keep<Result> | undefined {
  if (!attempt) return undefined
  return (tx, result) => {
    reply.code(status).type(JSON_TYPE)
    return attempt.keep(tx, { status, body: String(reply.serialize(toBody(result))) })
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

function fingerprintOf({ method, url, body }: FastifyRequest): Buffer {
  return hash('sha256', JSON.stringify([method, url, body ?? null]), 'buffer')
}

/** A failure that the same request would meet again is kept; after any other one it may be tried again at once. */
async function keepFailure(
  db: Database,
  { attempt, log }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { statusCode: status } = reply
  try {
    if (status >= 500 || typeof payload !== 'string') await attempt?.giveUp()
    else await attempt?.keep(db.prisma, { status, body: payload, code: String(reply.getHeader('x-error-code')) })
  } catch (error) {
    log.error({ err: error }, 'The answer to a request with an Idempotency-Key could not be kept.')
  }
}

function replay(reply: FastifyReply, { status, body, code }: Answer) {
  if (code) reply.header('x-error-code', code)
  return reply
    .code(status)
    .header('idempotent-replayed', 'true')
    .type(JSON_TYPE)
    .serializer((text: string) => text)
    .send(body)
}
