import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** A node between the tests and a real one. */
export type LyingNode = {
  url: string
  /** The methods that it was asked by, in their order. */
  asked: string[]
  /** What it answers instead of what the real one answered; an Error is one of JSON-RPC. */
  falsify(lie: Lie): void
  /** From now on another node stands behind it. */
  moveTo(url: string): void
}

export type Lie = (method: string, result: unknown, params: unknown[]) => unknown

const closings: (() => void)[] = []
afterAll(() => {
  for (const close of closings) close()
})

/** Starts a node that passes on what a real one answers, until it is told how to lie. */
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
    const told = lie(method, answer.result, params)
    const error = told instanceof Error ? { code: -32005, message: told.message } : undefined
    response
      .writeHead(200, headers)
      .end(JSON.stringify(error ? { jsonrpc: '2.0', id, error } : { ...answer, result: told }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
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
