import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startTestApp } from '../support/server/app.ts'

type Line = Record<string, unknown>

const lines: Line[] = []
const { http, url } = await startTestApp({}, (line) => lines.push(JSON.parse(line)))

/** Waits for the request lines of a path, and a little longer for a second one. */
async function linesOf(path: string): Promise<Line[]> {
  const found = () => lines.filter((line) => line.path === path)
  await expect.poll(() => found().length).toBeGreaterThan(0)
  await wait(50)
  return found()
}

describe('RequestLog', () => {
  it.each([
    ['GET', '/health/live', 200],
    ['GET', '/nowhere', 404],
    ['POST', '/openapi/v1/courses', 401],
    ['GET', '/api/v1/certificates/', 401],
    ['GET', '/verify/unknown.json', 404],
    ['GET', '/ipfs/unknown', 400],
  ])('writes one line for %s %s', async (method, path, status) => {
    const { headers } = await http[method === 'GET' ? 'get' : 'post'](path)
    const reqId = headers['x-request-id']
    await expect.poll(() => lines.filter((line) => line.reqId === reqId && 'status' in line)).toHaveLength(1)
    await wait(50)
    const ofRequest = lines.filter((line) => line.reqId === reqId)
    expect(ofRequest).toStrictEqual([
      expect.objectContaining({ level: 30, method, path, status, msg: 'Request completed', ip: '127.0.0.1' }),
    ])
    expect(ofRequest[0]?.duration).toBeTypeOf('number')
  })

  it('masks secrets in the path and omits the values of the query', async () => {
    await http.get(`/openapi/v1/users/john@example.com?key=chk_${'0'.repeat(48)}`)
    expect(await linesOf('/openapi/v1/users/[email]')).toStrictEqual([expect.objectContaining({ query: ['key'] })])
  })

  it('writes one line for a request whose client disconnects', async () => {
    const client = new AbortController()
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) })
    const request = { method: 'POST', body, duplex: 'half', signal: client.signal } as RequestInit
    const headers = { 'content-type': 'application/json' }
    const sent = fetch(`${url}/api/v1/auth/session/`, { ...request, headers }).catch(() => null)
    await wait(200)
    client.abort()
    await sent
    const [line, ...others] = await linesOf('/api/v1/auth/session/')
    expect(others).toStrictEqual([])
    expect(line).toMatchObject({ method: 'POST', ip: '127.0.0.1', status: null, msg: 'Request aborted' })
  })
})
