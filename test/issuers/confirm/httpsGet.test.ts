import { lookup } from 'node:dns'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { httpsGet } from '../../../src/issuers/confirm/httpsGet.ts'
import { type HttpsServer, startHttpsServer } from '../../support/issuers/httpsServer.ts'

let server: HttpsServer
beforeAll(async () => {
  server = await startHttpsServer({ names: ['127.0.0.1'] })
})

const get = (allowed: string[] | null, host = '127.0.0.1') =>
  httpsGet(`https://${host}:${server.port}/`, { lookup, allowed, maxBytes: 1000, timeoutMs: 10_000, ca: server.ca })

describe('httpsGet', () => {
  it.each(['127.0.0.1', '2130706433', 'localhost', '[::1]'])('does not connect to %s', async (host) => {
    const before = server.connections
    expect(await get([], host)).toMatchObject({ outcome: 'unavailable', reason: 'private_address' })
    expect(server.connections).toBe(before)
  })

  it.each([{ allowed: ['127.0.0.1'] }, { allowed: null }])('connects with %j', async ({ allowed }) => {
    server.answer('hello')
    expect(await get(allowed)).toMatchObject({ outcome: 'found', status: 200, body: Buffer.from('hello') })
  })

  it.each([200, 302, 404, 500])('closes the connection of an endless response with status %i', async (status) => {
    const closed = new Promise((resolve, reject) => {
      server.answer((_request, response) => {
        once(response, 'close', { signal: AbortSignal.timeout(5000) }).then(resolve, reject)
        response.writeHead(status)
        flood(response)
      })
    })
    expect(await get(null)).toMatchObject({ outcome: 'found', status, body: null })
    await closed
  })
})

function flood(response: ServerResponse): void {
  while (response.write('x'.repeat(10_000)));
  response.once('drain', () => flood(response))
}
