import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Attempt, beginAttempt, type StoredResponse } from '../core/idempotency.ts'
import { invalid } from '../core/problem.ts'
import { isPermanent } from '../core/problemCodes.ts'
import type { StoreReplay } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'

declare module 'fastify' {
  interface FastifyRequest {
    attempt: Attempt | null
    /** Sends the stored response and returns true, or begins an attempt and returns false. */
    replayOrBegin(reply: FastifyReply, content: string): Promise<boolean>
  }
  interface FastifyContextConfig {
    /** The route streams its body and then calls `replayOrBegin` itself. */
    bodyIsStream?: true
    /** The route finds the owner of the idempotency key and then calls `replayOrBegin` itself. */
    findsOwner?: true
    /** The route stores nothing, and ignores idempotency keys. */
    storesNothing?: true
  }
}

type Options = {
  db: Database
  now: () => Date
  /** Returns the owner of idempotency keys, such as `site/1`. Null: ignores keys. Called after the body is read. */
  ownerOf: (request: FastifyRequest) => Promise<string | null> | string
  /** Counts a request with a key. Throws above the limit of its caller. */
  countKey?: (request: FastifyRequest) => Promise<void>
}

/** Replays the stored response when a POST is sent again with its `Idempotency-Key`. */
export function replayResponses(app: FastifyInstance, options: Options): void {
  app.decorateRequest('attempt', null)
  app.decorateRequest('replayOrBegin', function (this: FastifyRequest, reply, content) {
    return replayOrBegin(this, reply, content, options)
  })
  app.addHook('preHandler', async (request, reply) => {
    const { method, is404, routeOptions } = request
    const { bodyIsStream, findsOwner, storesNothing } = routeOptions.config
    if (method !== 'POST' || is404 || bodyIsStream || findsOwner || storesNothing) return
    // Ignore a body that the route does not read.
    const content = routeOptions.schema?.body ? JSON.stringify(request.body ?? null) : ''
    if (await request.replayOrBegin(reply, content)) return reply
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.attempt && reply.statusCode >= 400) await storeFailure(options.db, request, reply, payload)
    return payload
  })
}

async function replayOrBegin(
  request: FastifyRequest,
  reply: FastifyReply,
  content: string,
  { db, now, ownerOf, countKey }: Options,
): Promise<boolean> {
  const key = request.headers['idempotency-key']
  const owner = await ownerOf(request)
  if (key === undefined || owner === null) return false
  if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) {
    throw invalid('Idempotency-Key', 'Must be 1 to 255 printable characters without spaces.')
  }
  await countKey?.(request)
  const identity = JSON.stringify([request.method, request.url, content])
  const begun = await beginAttempt(db, { owner, key, content: identity }, now())
  if ('storeResponse' in begun) request.attempt = begun
  else replay(reply, begun)
  return request.attempt === null
}

/** Returns a function that stores the response in the transaction of the change. Undefined without a key. */
export function storingReplay<Result>(
  { attempt }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  toBody: (result: Result) => object,
): StoreReplay<Result> | undefined {
  if (!attempt) return undefined
  return (tx, result) => {
    const body = reply.serializeInput({ ...toBody(result) }, String(status), 'application/json')
    return attempt.storeResponse(tx, { status, body: String(body) })
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Stores a permanent failure for replays. Releases the key after any other: the caller may mend it and try again. */
async function storeFailure(
  db: Database,
  { attempt, log }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { statusCode: status } = reply
  const code = String(reply.getHeader('x-error-code'))
  // Another request holds the key.
  if (code === 'idempotency.in_flight' || code === 'idempotency.response_erased') return
  try {
    if (!isPermanent(code) || typeof payload !== 'string') await attempt?.release()
    else await attempt?.storeResponse(db.prisma, { status, body: payload, code })
  } catch (error) {
    log.error({ err: error }, 'Storing the response for replays failed')
  }
}

function replay(reply: FastifyReply, { status, body, code }: StoredResponse): void {
  if (code) reply.header('x-error-code', code)
  reply
    .code(status)
    .header('idempotent-replayed', 'true')
    .type(JSON_TYPE)
    .serializer((text: string) => text)
    .send(body)
}
