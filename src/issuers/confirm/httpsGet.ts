import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { Explained } from '../../explained.ts'
import { guarded, hostOf, isAllowedHost, type Lookup } from '../../http/target.ts'
import { type Unavailable, unavailable } from './outcome.ts'

export type HttpsOptions = {
  lookup: Lookup
  /** Private addresses and subnets that are allowed. Null: all. */
  allowed: string[] | null
  maxBytes: number
  /** From DNS lookup to the last byte. */
  timeoutMs: number
  headers?: Record<string, string>
  /** Certificate authorities (PEM) in place of Node's. */
  ca?: string
  signal?: AbortSignal
}

/** A response. The body is null if it is longer than `maxBytes`, and is read only with status 200. */
export type HttpsResponse = {
  outcome: 'found'
  status: number
  headers: IncomingHttpHeaders
  body: Buffer | null
}

/**
 * Requests a file by HTTPS, on its own connection and without redirects. Never trusts a TLS certificate that is not
 * valid. Throws the signal's reason when aborted.
 */
export async function httpsGet(address: string, options: HttpsOptions): Promise<HttpsResponse | Unavailable> {
  const { lookup, allowed, maxBytes, timeoutMs, headers, ca, signal } = options
  signal?.throwIfAborted()
  const url = new URL(address)
  const host = hostOf(url)
  if (allowed && !isAllowedHost(host, allowed)) return unavailable('private_address')
  const deadline = AbortSignal.timeout(timeoutMs)
  const getting = request({
    host,
    port: url.port,
    path: url.pathname + url.search,
    headers: { 'user-agent': 'Chancery/1.0 (+issuers)', 'accept-encoding': 'identity', ...headers },
    agent: new Agent({
      lookup: allowed
        ? guarded(lookup, allowed)
        : (name, asked, answer) => lookup(name, { ...asked, all: true }, answer),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1000,
      rejectUnauthorized: true, // Also where NODE_TLS_REJECT_UNAUTHORIZED=0.
      ...(ca && { ca }),
    }),
    signal: deadline,
  })
  const stop = () => getting.destroy(new Error('aborted'))
  signal?.addEventListener('abort', stop)
  try {
    const response = await responseOf(getting)
    const { statusCode: status = 0 } = response
    const { 'content-encoding': encoding = 'identity' } = response.headers
    if (status === 200 && encoding !== 'identity') return unavailable('encoded')
    const body = status === 200 ? await bodyOf(response, maxBytes) : null
    return { outcome: 'found', status, headers: response.headers, body }
  } catch (error) {
    signal?.throwIfAborted()
    return deadline.aborted ? unavailable('timeout') : explain(error)
  } finally {
    signal?.removeEventListener('abort', stop)
    getting.destroy()
  }
}

function responseOf(getting: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    getting.on('response', resolve)
    getting.on('error', reject) // Stays, for errors after the response.
    getting.on('close', () => reject(new Error('closed'))) // Without a response or an error: a change of protocol.
    getting.end()
  })
}

/** Returns null for a longer body. Throws if the connection ends before the body. */
async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response) {
    length += part.length
    if (length > maxBytes) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function explain(error: unknown): Unavailable {
  // `guarded` explains only private addresses here: our lookups never give an empty list.
  if (error instanceof Explained) return unavailable('private_address')
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const isTls = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO|UNABLE_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_|CRL_)/.test(code)
  return unavailable(isTls ? 'tls' : 'connection', `Code: ${code}.`)
}
