import { METHODS, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ProblemCode } from '../core/problemCodes.ts'
import { NEVER_STORED } from './caching.ts'
import { closeGracefully, finishResponses } from './connections.ts'
import { type Failure, failure, routeNotFound } from './failure.ts'

type ClientError = Error & { code?: string; rawPacket?: unknown }

const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'request.headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'request.too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timeout',
}

/** Connections that have their last response. Further input is discarded. */
const closing = new WeakSet<Socket>()

/** Responds to invalid HTTP, and to headers that are too long or too slow. */
export async function handleClientError(error: ClientError, socket: Socket): Promise<void> {
  if (closing.has(socket)) return
  closing.add(socket)
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const method = methodOf(error)
  const { answered } = await finishResponses(socket)
  if (answered) closeGracefully(socket)
  else if (method && !METHODS.includes(method)) reject(socket, routeNotFound)
  else reject(socket, failureOf(error), { withBody: method !== 'HEAD' })
}

/** Returns the failure of a request that Node could not parse. The message is the standard phrase of the status. */
function failureOf({ code }: ClientError): Failure {
  const known = failure(codes[code ?? ''] ?? 'request.malformed')
  return { ...known, message: STATUS_CODES[known.status] ?? known.message }
}

/** Returns the method if the request line is well-formed. */
function methodOf({ rawPacket }: ClientError): string | undefined {
  const text = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : ''
  return /^([!-~]+) [^\r\n]+ HTTP\/1\.[01]\r\n/.exec(text)?.[1]
}

/** Rejects use as a proxy (`CONNECT`). */
export function rejectTunnel(socket: Socket): void {
  reject(socket, routeNotFound)
}

/** Sends the error. The API is unknown, so the body has the fields of both: `status` and `message`, and `detail`. */
function reject(socket: Socket, { status, code, message }: Failure, { withBody } = { withBody: true }): void {
  const body = JSON.stringify({ status, message, detail: message })
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-error-code: ${code}\r\n` +
        `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `cache-control: ${NEVER_STORED}\r\nconnection: close\r\n\r\n${withBody ? body : ''}`,
    )
  }
  closeGracefully(socket)
}
