import { randomBytes } from 'node:crypto'
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { Webhook } from 'standardwebhooks'
import { Explained } from '../../explained.ts'
import { guarded, hostOf, isAllowedHost, type Lookup, refusal } from '../../http/target.ts'

export type Message = {
  /** The same for every attempt, so that the receiver can recognize repetitions. */
  id: string
  url: string
  /** `whsec_` and 24 to 64 bytes in base64. */
  secret: string
  /** JSON. */
  body: string
}

export type SendOptions = {
  /** Private addresses and subnets that are allowed. */
  allowed: string[]
  /** From DNS lookup to response status; 10 s by default. */
  timeoutMs?: number
  lookup?: Lookup
}

/** Result of an attempt. `status` is null without a response; `error` is a sentence for people. */
export type SendResult =
  | { delivered: true; status: number }
  | { delivered: false; status: number | null; error: string }

/** Limits for reading a response body. */
const BODY_LIMIT_BYTES = 4096
const BODY_MS = 1000

/**
 * Sends one webhook, signed by Standard Webhooks (https://www.standardwebhooks.com), on its own connection. A status of
 * 2xx means delivered, whatever happens to the body. Returns failures of receiver or network as results. Throws for an
 * invalid message.
 */
export async function sendWebhook(message: Message, options: SendOptions): Promise<SendResult> {
  const { allowed, timeoutMs = 10_000, lookup = dns.lookup } = options
  const url = new URL(message.url)
  const host = hostOf(url)
  if (!isAllowedHost(host, allowed)) return failed(refusal(host))
  const { Agent, request } = url.protocol === 'https:' ? https : http
  const deadline = AbortSignal.timeout(timeoutMs)
  const sending = request({
    method: 'POST',
    protocol: url.protocol,
    host,
    port: url.port,
    path: url.pathname + url.search,
    headers: { 'content-type': 'application/json', 'user-agent': 'Chancery/1.0 (+webhooks)', ...signed(message) },
    // Tries each address of the receiver. Node's default of 250 ms per address is too short for a distant one.
    agent: new Agent({
      lookup: guarded(lookup, allowed),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1000,
    }),
    signal: deadline,
  })
  return new Promise((resolve) => {
    sending.on('response', (response) => {
      resolve(resultOf(response.statusCode ?? 0))
      // The result is known. Reads the body briefly, so that the receiver sees no connection reset.
      const bodyTimer = setTimeout(() => sending.destroy(), BODY_MS).unref()
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
        if (length > BODY_LIMIT_BYTES) sending.destroy()
      })
      response.on('error', () => sending.destroy())
      response.on('close', () => clearTimeout(bodyTimer))
    })
    sending.on('error', (error) => {
      resolve(failed(deadline.aborted ? `No response within ${timeoutMs / 1000} s.` : explain(error, host)))
    })
    sending.on('close', () => resolve(failed(closedEarly)))
    sending.end(message.body)
  })
}

/** Generates a signing secret of 32 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

function signed({ id, secret, body }: Message): Record<string, string> {
  const now = new Date()
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  }
}

function resultOf(status: number): SendResult {
  if (status >= 200 && status < 300) return { delivered: true, status }
  const redirects = status >= 300 && status < 400 ? ' Redirects are not followed.' : ''
  return { delivered: false, status, error: `The receiver responded with status ${status}.${redirects}` }
}

function failed(error: string): SendResult {
  return { delivered: false, status: null, error }
}

const closedEarly = 'The receiver closed the connection without a response.'
const noRoute = 'There is no route to the receiver.'
const unknownAuthority =
  'The receiver’s certificate is not signed by a known authority, or an intermediate certificate is missing.'

const messages: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: closedEarly,
  EPIPE: closedEarly,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  EADDRNOTAVAIL: noRoute,
  ETIMEDOUT: 'The connection timed out.',
  CERT_HAS_EXPIRED: 'The receiver’s certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The receiver’s certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: 'The receiver’s certificate is for another host name.',
}

function explain(error: NodeJS.ErrnoException, host: string): string {
  if (error instanceof Explained) return error.message
  const { code = error.name, syscall } = error
  if (code === 'ENOTFOUND') return `DNS has no address for ${host}.`
  if (syscall === 'getaddrinfo') return `DNS lookup of ${host} failed: ${code}.`
  if (code.startsWith('HPE_')) return 'The receiver’s response is not HTTP.'
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `The TLS handshake failed: ${code}.`
  return messages[code] ?? `The connection failed: ${code}.`
}
