import { ChanceryError, clientError, hostOf } from './errors.ts'
import { readWhole } from './readWhole.ts'
import { defaultRetry, isTemporary, pause, pauseAfter, type RetryOptions } from './retry.ts'

/** Options of both clients. */
export type ConnectionOptions = {
  /** Address of the server, such as `https://certificates.example`. With its path if it has one. */
  baseUrl: string
  /** Maximum time (ms) of one attempt, with the whole response. Default: 60,000. */
  timeoutMs?: number
  /** Default: 6 attempts within 120,000 ms. */
  retry?: Partial<RetryOptions>
  /** Replaces the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>
}

/** Options of one call. */
export type CallOptions = {
  signal?: AbortSignal | undefined
  /** Of a POST. Default: a random UUID, the same for every attempt. Your own makes repeated calls safe too. */
  idempotencyKey?: string | undefined
}

/** An attempt: where, what and with which headers. */
export type Attempt = { method: string; url: string; headers: Headers; body: Uint8Array<ArrayBuffer> }

/** Adds credentials to each attempt. `correct` may mend a rejected one: returns whether to send the request again. */
export type Authorize = {
  (attempt: Attempt): Promise<void> | void
  correct?: (response: Response) => boolean
}

const DEFAULT_TIMEOUT_MS = 60_000

/** Attempts of an error response. A successful one would stay in memory longer, with its data. */
const attemptsOf = new WeakMap<Response, number>()

/** Returns how often the request of a response was sent. */
export function attemptsFor(response: Response): number {
  return attemptsOf.get(response) ?? 1
}

/**
 * Returns a `fetch` that authorizes, limits and repeats requests. It returns error responses, and throws ChanceryError
 * if there is no usable response, or the reason of the request's signal.
 */
export function createTransport(options: ConnectionOptions, authorize: Authorize) {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, fetch: send = (request: Request) => fetch(request) } = options
  const limits = { ...defaultRetry, ...options.retry }

  return async (request: Request): Promise<Response> => {
    const { method, url, signal } = request
    const body = new Uint8Array(await request.arrayBuffer())
    const headers = new Headers(request.headers)
    // A POST without a key could happen twice.
    if (method === 'POST' && !headers.has('idempotency-key')) headers.set('idempotency-key', crypto.randomUUID())
    const begin = Date.now()
    let isCorrected = false
    for (let attempt = 1; ; attempt += 1) {
      const given = { method, url, headers: new Headers(headers), body }
      await authorize(given)
      const result = await attemptOnce(given, signal)
      if (result instanceof Response) {
        if (!result.ok) attemptsOf.set(result, attempt)
        if (!isCorrected && authorize.correct?.(result)) {
          isCorrected = true
          continue
        }
        if (!isTemporary(result)) return result
      } else if (!isRepeatable(result)) throw result
      const ms = pauseAfter(attempt, result instanceof Response ? result.headers.get('retry-after') : null, Date.now())
      if (attempt >= limits.attempts || Date.now() + ms - begin > limits.totalMs) {
        if (result instanceof Response) return result
        throw withAttempts(result, attempt)
      }
      await pause(ms, signal)
    }
  }

  async function attemptOnce({ method, url, headers, body }: Attempt, signal: AbortSignal) {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    const stop = () => deadline.abort(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    try {
      const content = body.length > 0 ? { body } : {}
      const sent = new Request(url, { method, headers, ...content, signal: deadline.signal, redirect: 'manual' })
      return await readWhole(await send(sent), url)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ChanceryError) return error
      if (deadline.signal.aborted)
        return clientError('client.timeout', `${hostOf(url)} did not respond within ${timeoutMs} ms.`)
      return clientError('client.network', `The connection to ${hostOf(url)} failed: ${explain(error)}`, error)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }
}

export type Transport = ReturnType<typeof createTransport>

function isRepeatable({ code }: ChanceryError): boolean {
  return code === 'client.network' || code === 'client.timeout'
}

function withAttempts({ message, status, code, cause }: ChanceryError, attempts: number): ChanceryError {
  const times = attempts > 1 ? ` Sent ${attempts} times.` : ''
  return new ChanceryError(`${message}${times}`, { status, code, cause, attempts })
}

/** Node names the reason in the cause. */
function explain(error: unknown): string {
  if (error instanceof SyntaxError) return 'the response was cut off.'
  if (!(error instanceof Error)) return String(error)
  const { cause, message } = error
  const reason = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : ''
  return reason ? `${message} (${reason}).` : `${message}.`
}
