import { writeFile } from 'node:fs/promises'
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'
import { newFolder } from '../files/folders.ts'

/**
 * What a receiver does with a request. It answers with a status, a redirect or raw bytes. `silent` sends nothing, and
 * `hangUp` closes the connection. `dripHead` and `dripBody` answer 200 with endless headers or an endless body, letter
 * by letter. `flood` sends an endless body as fast as it can. A function chooses for each request, and may take its
 * time.
 */
export type Behaviour = Act | ((request: ReceivedRequest) => Act | Promise<Act>)

export type Act = number | { redirect: string } | { raw: string } | keyof typeof acts

export type ReceivedRequest = { method: string; path: string; headers: Record<string, string>; body: string }

export type Receiver = {
  /** Without a slash at the end. */
  url: string
  /** Every request whose body was complete, whatever the answer. */
  requests: ReceivedRequest[]
  /** How many connections are open. */
  readonly connections: number
  /**
   * Sets the behaviour for the next requests: one each, and the last one for all after it. `behave(500, 204)` fails
   * once.
   */
  behave(...next: [Behaviour, ...Behaviour[]]): void
  close(): Promise<void>
}

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** Starts a webhook receiver on loopback that returns 204. It is closed after the tests of the file. */
export function startReceiver(): Promise<Receiver> {
  return listen('http', (listener) => http.createServer(listener))
}

/** Starts a receiver with TLS. `certificateFile` has its self-signed certificate for receiver.example. */
export async function startTlsReceiver(): Promise<Receiver & { certificateFile: string }> {
  const name = 'receiver.example'
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  })
  const certificateFile = join(await newFolder(), 'certificate.pem')
  await writeFile(certificateFile, cert)
  const receiver = await listen('https', (listener) => https.createServer({ key, cert }, listener))
  return Object.assign(receiver, { certificateFile })
}

async function listen(
  protocol: 'http' | 'https',
  createServer: (listener: RequestListener) => http.Server | https.Server,
): Promise<Receiver> {
  let behaviour: Behaviour = 204
  let next: Behaviour[] = []
  let connections = 0
  const listener: RequestListener = async (request, response) => {
    const body = await text(request).catch(() => null) // The sender disconnected.
    if (body === null) return
    const whole = received(request, body)
    receiver.requests.push(whole)
    behaviour = next.shift() ?? behaviour
    act(typeof behaviour === 'function' ? await behaviour(whole) : behaviour, response)
  }
  const server = createServer(listener)
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
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  receiver.url = `${protocol}://127.0.0.1:${port}`
  return receiver
}

/** Returns the JSON in a request after it has verified the signature; throws if the signature is wrong. */
export function verified(request: ReceivedRequest, secret: string): unknown {
  return new Webhook(secret).verify(request.body, request.headers)
}

function received({ method = '', url = '', headers }: IncomingMessage, body: string): ReceivedRequest {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { method, path: url, headers: Object.fromEntries(texts), body }
}

function act(what: Act, response: ServerResponse): void {
  if (typeof what === 'number') response.writeHead(what).end()
  else if (typeof what === 'string') acts[what](response)
  else if ('raw' in what) response.socket?.end(what.raw)
  else response.writeHead(302, { location: what.redirect }).end()
}

const acts = {
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
    pipeline(Readable.from(endlessly('a'.repeat(65_536))), response, () => {}) // It ends when the sender disconnects.
  },
}

function drip(letter: () => void, response: ServerResponse): void {
  const timer = setInterval(letter, 20)
  response.on('close', () => clearInterval(timer))
}

function* endlessly(part: string): Generator<string> {
  for (;;) yield part
}
