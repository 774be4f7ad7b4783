import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterAll } from 'vitest'

/** A file to send with status 200, or what to do with the request. */
export type WebAnswer =
  | string
  | Buffer
  | object
  | number
  | ((request: IncomingMessage, response: ServerResponse) => void)

export type HttpsServer = {
  port: number
  /** Certificate authority (PEM) that vouches for the server. */
  ca: string
  /** Paths of all requests. */
  paths: string[]
  /** How many connections were opened. */
  readonly connections: number
  /** Sets the answer to the next requests. Objects are sent as JSON. */
  answer(next: WebAnswer): void
}

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** Starts an HTTPS server on loopback with a certificate of its own for `names`. It is closed after the tests. */
export async function startHttpsServer({ names = ['uni.example'], expired = false } = {}): Promise<HttpsServer> {
  const day = 24 * 60 * 60 * 1000
  const start = Date.now() - 10 * day
  const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(start),
    notAfterDate: new Date(expired ? start + day : start + 100 * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  })
  let answer: WebAnswer = 404
  let connections = 0
  const paths: string[] = []
  const server = createServer({ key, cert }, (request, response) => {
    paths.push(request.url ?? '')
    if (typeof answer === 'function') answer(request, response)
    else if (typeof answer === 'number') response.writeHead(answer).end()
    else response.end(typeof answer === 'string' || Buffer.isBuffer(answer) ? answer : JSON.stringify(answer))
  })
  server.on('connection', () => {
    connections += 1
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  closings.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => {
      server.close(() => resolve())
    })
  })
  return {
    port: (server.address() as AddressInfo).port, // TCP servers have an AddressInfo.
    ca: cert,
    paths,
    get connections() {
      return connections
    },
    answer(next) {
      answer = next
    },
  }
}
