import { METHODS, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { closeGently, finishAnswers } from './connections.ts'
import { type Failure, routeNotFound } from './failure.ts'

type ClientError = Error & { code?: string; rawPacket?: unknown }
type Refusal = Pick<Failure, 'status' | 'code'> & { message?: string }

const refusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'request.headers_too_large' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'request.too_large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request.timeout' },
}

const malformed: Refusal = { status: 400, code: 'request.malformed' }

/** Connections that have had their last answer; whatever else they send is thrown away. */
const left = new WeakSet<Socket>()

/** Answers bytes that are no HTTP request, or one whose headers are too long or too slow. */
export async function answerUnreadable(error: ClientError, socket: Socket): Promise<void> {
  if (left.has(socket)) return
  left.add(socket)
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const method = methodOf(error)
  const { answered } = await finishAnswers(socket)
  if (answered) closeGently(socket)
  else if (method && !METHODS.includes(method)) refuse(socket, routeNotFound)
  else refuse(socket, refusals[error.code ?? ''] ?? malformed, { withBody: method !== 'HEAD' })
}

/** The method of a request that is well-formed enough to have one. */
function methodOf({ rawPacket }: ClientError): string | undefined {
  const text = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : ''
  return /^([!-~]+) [^\r\n]+ HTTP\/1\.[01]\r\n/.exec(text)?.[1]
}

/** Refuses to be used as a proxy (`CONNECT`). */
export function refuseTunnel(socket: Socket): void {
  refuse(socket, routeNotFound)
}

/** Nobody knows which API it was for, so the answer reads in either: `status` and `message`, and `detail`. */
function refuse(socket: Socket, refusal: Refusal, { withBody } = { withBody: true }): void {
  const { status, code, message = STATUS_CODES[status] ?? '' } = refusal
  const body = JSON.stringify({ status, message, detail: message })
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-error-code: ${code}\r\n` +
        `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `connection: close\r\n\r\n${withBody ? body : ''}`,
    )
  }
  closeGently(socket)
}
