import { readFile } from 'node:fs/promises'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'

/**
 * What a receiver does with a request: answers a status, a redirect to another URL, or these bytes as they stand; says
 * nothing (`silent`) or closes the connection (`hangUp`); answers 200 with headers or a body that come a letter at a
 * time without end (`dripHead`, `dripBody`), or with a body as long and fast as it can (`flood`).
 */
export type Behaviour = number | { redirect: string } | { raw: string } | keyof typeof behaviours

export type ReceivedRequest = { method: string; path: string; headers: Record<string, string>; body: string }

export type Receiver = {
  /** Without a slash at the end. */
  url: string
  /** Every request whose body came whole, whatever it was answered. */
  requests: ReceivedRequest[]
  /** How many connections are open. */
  readonly connections: number
  /** From now on: each of these for one request, the last one for all after it. `behave(500, 204)` fails once. */
  behave(...next: [Behaviour, ...Behaviour[]]): void
  close(): Promise<void>
}

// Registered when the file is loaded: Vitest forgets an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** The file of the certificate of a receiver that speaks TLS: made out to receiver.example, and signed by itself. */
export const certificateFile = fileURLToPath(new URL('../vectors/receiver.pem', import.meta.url))

/** Starts a receiver of webhooks on loopback, which answers 204; it is closed after the tests of the file. */
export async function startReceiver(protocol: 'http' | 'https' = 'http'): Promise<Receiver> {
  let behaviour: Behaviour = 204
  let next: Behaviour[] = []
  let connections = 0
  const listener: RequestListener = async (request, response) => {
    const body = await text(request).catch(() => null) // The sender broke off.
    if (body === null) return
    receiver.requests.push(received(request, body))
    behaviour = next.shift() ?? behaviour
    act(behaviour, response)
  }
  const pem = protocol === 'https' ? await readFile(certificateFile) : undefined
  const server = pem ? https.createServer({ key: pem, cert: pem }, listener) : http.createServer(listener)
  server.on('connection', (socket) => {
    connections += 1
    socket.on('close', () => {
      connections -= 1
    })
  })
  const receiver: Receiver = {
    url: '',
    requests: [],
    get connections() {
      return connections
    },
    behave(...behaviours) {
      next = behaviours
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
  closings.push(receiver.close)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
  receiver.url = `${protocol}://127.0.0.1:${port}`
  return receiver
}

/** The JSON in a request, once its signature is found to be good; throws where it is not. */
export function verified(request: ReceivedRequest, secret: string): unknown {
  return new Webhook(secret).verify(request.body, request.headers)
}

function received({ method = '', url = '', headers }: IncomingMessage, body: string): ReceivedRequest {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { method, path: url, headers: Object.fromEntries(texts), body }
}

function act(behaviour: Behaviour, response: ServerResponse): void {
  if (typeof behaviour === 'number') response.writeHead(behaviour).end()
  else if (typeof behaviour === 'string') behaviours[behaviour](response)
  else if ('raw' in behaviour) response.socket?.end(behaviour.raw)
  else response.writeHead(302, { location: behaviour.redirect }).end()
}

const behaviours = {
  silent() {},
  hangUp(response: ServerResponse) {
    response.socket?.destroy()
  },
  dripHead(response: ServerResponse) {
    response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ')
    drip(() => response.socket?.write('a'), response)
  },
  dripBody(response: ServerResponse) {
    drip(() => response.write('a'), response)
  },
  flood(response: ServerResponse) {
    pipeline(Readable.from(endlessly('a'.repeat(65_536))), response, () => {}) // It ends when the sender breaks off.
  },
}

function drip(letter: () => void, response: ServerResponse): void {
  const timer = setInterval(letter, 20)
  response.on('close', () => clearInterval(timer))
}

function* endlessly(part: string): Generator<string> {
  for (;;) yield part
}
