import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** A proxy of a real node that can return wrong results. */
export type LyingNode = {
  url: string
  /** The methods that were called, in order. */
  asked: string[]
  /** Sets a function that replaces the results of the real node. An Error becomes a JSON-RPC error. */
  falsify(lie: Lie): void
  /** Forwards all later requests to another node. */
  moveTo(url: string): void
}

export type Lie = (method: string, result: unknown, params: unknown[]) => unknown

const closings: (() => void)[] = []
afterAll(() => {
  for (const close of closings) close()
})

/** Starts a node that forwards requests to a real one, and returns its results until `falsify` is called. */
export async function startLyingNode(first: string): Promise<LyingNode> {
  let url = first
  let lie: Lie = (_, result) => result
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const { id, method, params } = JSON.parse(body)
    asked.push(method)
    const headers = { 'content-type': 'application/json' }
    const answer = (await (await fetch(url, { method: 'POST', headers, body })).json()) as { result?: unknown }
    const falsified = lie(method, answer.result, params)
    const error = falsified instanceof Error ? { code: -32005, message: falsified.message } : undefined
    response
      .writeHead(200, headers)
      .end(JSON.stringify(error ? { jsonrpc: '2.0', id, error } : { ...answer, result: falsified }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    falsify(how) {
      lie = how
    },
    moveTo(other) {
      url = other
    },
  }
}
