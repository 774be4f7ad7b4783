import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** A proxy of a node that can hold back the answers to one method. */
export type NodeProxy = {
  url: string
  /** Holds back every answer to this method from now on. The promise resolves when the first one is held back. */
  hold(method: string, when: 'before' | 'after'): Promise<void>
  release(): void
}

const closings: (() => void)[] = []
afterAll(() => {
  for (const close of closings) close()
})

export async function startNodeProxy(target: string): Promise<NodeProxy> {
  let held: { method: string; when: 'before' | 'after'; reached: () => void } | null = null
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    const isHeld = held?.method === JSON.parse(body).method ? held : null
    if (isHeld?.when === 'before') return isHeld.reached()
    const answer = await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (isHeld) return isHeld.reached()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closings.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  return {
    url: `http://127.0.0.1:${port}`,
    hold: (method, when) =>
      new Promise((reached) => {
        held = { method, when, reached }
      }),
    release() {
      held = null
    },
  }
}
