import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { ObjectDamaged } from './objects.ts'

export type HttpRequest = {
  method: string
  url: URL
  headers: Record<string, string>
  body?: Uint8Array | undefined
  /** Maximum size of the body of a 200. */
  maxBytes: number
}

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; bytes: Uint8Array }

/** Maximum size of the body of any other answer. */
const MAX_ERROR_BYTES = 4 * 1024 * 1024

/**
 * Returns a function that sends requests to one server on open connections. Small requests take half of the processor time
 * of `fetch` (docs/speed.md). Does not follow redirects. Throws ObjectDamaged if the body is too large.
 */
export function httpSender(endpoint: string): (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer> {
  const isSecure = new URL(endpoint).protocol === 'https:'
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const open = isSecure ? httpsRequest : httpRequest

  return async ({ method, url, headers, body, maxBytes }, signal) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const length = body && { 'content-length': body.length }
      const request = open(url, { method, headers: { ...headers, ...length }, agent, signal })
      request.on('response', resolve).on('error', reject).end(body)
    })
    const status = response.statusCode ?? 0
    const bytes = await readBody(response, status === 200 ? maxBytes : MAX_ERROR_BYTES)
    return { status, headers: response.headers, bytes }
  }
}

/** Reads a body of at most `maxBytes`. Throws if it is incomplete. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response) {
    length += part.length
    if (length > maxBytes) throw new ObjectDamaged(`The object store returned more than ${maxBytes} bytes.`)
    parts.push(part)
  }
  const [only] = parts
  return parts.length === 1 && only ? only : Buffer.concat(parts)
}
