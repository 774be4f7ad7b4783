import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll } from 'vitest'

/** What the proxy does with a request: forwards it, loses the response, or sends something else. */
export type Fault = 'forward' | 'loseResponse' | 'hang' | ((response: ServerResponse) => void)

export type SeenRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: string }

export type FaultyProxy = {
  url: string
  requests: SeenRequest[]
  /** Faults of the next requests, one each. Afterwards the proxy forwards. */
  next(...faults: Fault[]): void
  /** Changes the headers of forwarded responses. */
  rewrite(headers: IncomingHttpHeaders): void
}

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const servers: http.Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** Starts a proxy on loopback in front of a server. It is closed after the tests of the file. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let faults: Fault[] = []
  const server = http.createServer(async (request, response) => {
    const body = await buffer(request)
    const { method = '', url: path = '', headers } = request
    proxy.requests.push({ method, path, headers, body: body.toString() })
    const fault = faults.shift() ?? 'forward'
    if (typeof fault === 'function') return fault(response)
    if (fault === 'hang') return
    const answer = await forward(`${target}${path}`, request, body)
    const content = await buffer(answer)
    if (fault === 'loseResponse') return response.destroy()
    proxy.rewrite(answer.headers)
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(content)
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    next(...given) {
      faults = given
    },
    rewrite() {},
  }
  return proxy
}

function forward(url: string, { method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.request(url, { method, headers }, resolve).on('error', reject).end(body)
  })
}

/** Answers with a page, as proxies do. */
export const page =
  (status: number, title: string, headers: Record<string, string> = {}): Fault =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers })
    response.end(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`)
  }

/** Answers with JSON. */
export const json =
  (status: number, content: object, headers: Record<string, string> = {}): Fault =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content))
  }
