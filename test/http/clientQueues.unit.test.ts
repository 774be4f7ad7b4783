import { setImmediate as turn } from 'node:timers/promises'
import fastify, { type FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { queueClients } from '../../src/http/clientQueues.ts'

/** Starts an app whose requests run until they are ended by their number. Header `client`: queue of the request. */
async function startApp() {
  const app = fastify()
  const running = new Map<string, () => void>()
  let received = 0
  queueClients(app)
  app.addHook('onRequest', async (request) => {
    const { client } = request.headers
    if (typeof client === 'string') request.clientQueue = { client, concurrency: 2 }
    received += 1
  })
  const run = ({ params }: FastifyRequest) => {
    const { number } = params as { number: string } // The path of the route has it.
    return new Promise<string>((resolve) => running.set(number, () => resolve(number)))
  }
  app.post('/:number', run)
  app.post('/streams/:number', { config: { bodyIsStream: true } }, run)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    running: () => [...running.keys()],
    send(number: number | string, client: string | null, signal?: AbortSignal) {
      const headers: Record<string, string> = client === null ? {} : { client }
      return fetch(`${url}/${number}`, { method: 'POST', headers, ...(signal && { signal }) }).then(
        ({ status }) => status,
        () => null,
      )
    },
    async waitFor(condition: () => boolean) {
      while (!condition()) await turn()
    },
    received: () => received,
    end: (number: number) => running.get(`${number}`)?.(),
  }
}

describe('queueClients', () => {
  it('runs requests of a client in their order, and others at once', async () => {
    const { app, running, send, waitFor, received, end } = await startApp()
    const answers = []
    for (const number of [1, 2, 3, 4]) {
      answers.push(send(number, 'a'))
      await waitFor(() => received() === number)
    }
    for (const number of [5, 6, 7]) answers.push(send(number, number === 5 ? 'b' : null))
    await waitFor(() => running().length === 5)
    expect(running().sort()).toStrictEqual(['1', '2', '5', '6', '7'])
    end(2)
    await waitFor(() => running().includes('3'))
    expect(running()).not.toContain('4')
    for (const number of [1, 3, 5, 6, 7]) end(number)
    await waitFor(() => running().includes('4'))
    end(4)
    expect(await Promise.all(answers)).toStrictEqual([200, 200, 200, 200, 200, 200, 200])
    await app.close()
  })

  it('lets requests pass that stream their bodies, because these wait for the client', async () => {
    const { app, running, send, waitFor, end } = await startApp()
    const answers = [1, 2, 3].map((number) => send(`streams/${number}`, 'a'))
    await waitFor(() => running().length === 3)
    answers.push(send(4, 'a'))
    await waitFor(() => running().includes('4'))
    for (const number of [1, 2, 3, 4]) end(number)
    expect(await Promise.all(answers)).toStrictEqual([200, 200, 200, 200])
    await app.close()
  })

  it('does not run a request whose client disconnected before its turn', async () => {
    const { app, running, send, waitFor, received, end } = await startApp()
    const stop = new AbortController()
    const first = [send(1, 'a'), send(2, 'a')]
    await waitFor(() => running().length === 2)
    const closed = new Promise((resolve) => app.server.once('connection', (socket) => socket.once('close', resolve)))
    const left = send(3, 'a', stop.signal)
    await waitFor(() => received() === 3)
    const last = send(4, 'a')
    await waitFor(() => received() === 4)
    stop.abort()
    await closed
    end(1)
    await waitFor(() => running().includes('4'))
    end(2)
    end(4)
    expect(await Promise.all([...first, left, last])).toStrictEqual([200, 200, null, 200])
    expect(running()).toStrictEqual(['1', '2', '4'])
    await app.close()
  })
})
