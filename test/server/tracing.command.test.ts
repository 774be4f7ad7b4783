import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../support/database/database.ts'
import { startMain, variablesOf } from '../support/server/process.ts'

const KEY = 'key-of-the-tests-of-traces'

type Span = {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: { key: string; value: { stringValue?: string } }[]
}

type Traces = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }

/** Starts a minimal OpenTelemetry collector, which records the spans that it receives. */
async function startCollector() {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    const { resourceSpans } = (await json(request)) as Traces // As OTLP defines its bodies.
    for (const { scopeSpans } of resourceSpans) spans.push(...scopeSpans.flatMap((scope) => scope.spans))
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // A TCP server has no other type of address.
  return { spans, url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

describe('OpenTelemetry export', () => {
  it('sends each request with its statements, the last ones on exit, and logs the trace id', async () => {
    const fresh = await freshDatabase()
    const collector = await startCollector()
    const server = await startMain({
      ...variablesOf(fresh),
      ...{ BOOTSTRAP_API_KEY: KEY, LOG_LEVEL: 'info' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    })
    const path = '/openapi/v1/users?query=person%40example.org'
    expect((await fetch(server.url + path, { headers: { 'x-api-key': KEY } })).status).toBe(200)
    await fetch(`${server.url}/openapi/v1/users/another%40example.org`, { headers: { 'x-api-key': KEY } })
    server.kill('SIGTERM')
    const { stdout } = await server.ended
    collector.close()
    await fresh.dispose()

    const request = collector.spans.find(({ name }) => name === 'GET /openapi/v1/users')
    const statements = collector.spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
    // Without instrumented pools, statements that wait for a connection would have no spans.
    expect(statements.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pg-pool.connect', expect.stringMatching(/^pg\.query:/)]),
    )
    expect(request?.attributes).toContainEqual({ key: 'url.query', value: { stringValue: 'query' } })
    const lines = stdout.split('\n').filter((line) => line.includes('Request completed'))
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ trace_id: request?.traceId }),
    )
    expect(collector.spans.flatMap(({ attributes }) => attributes)).toContainEqual({
      key: 'url.path',
      value: { stringValue: '/openapi/v1/users/[email]' },
    })
    // Spans must not contain the requested email and the API key, as the log must not.
    expect(JSON.stringify(collector.spans)).not.toMatch(new RegExp(`example\\.org|${KEY}`))
  })

  it.each(['is gone', 'says nothing'])('exits normally when the collector %s', async (how) => {
    const fresh = await freshDatabase()
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo // A TCP server has no other type of address.
    if (how === 'is gone') silent.close()
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
    const server = await startMain({ ...variablesOf(fresh), ...endpoint })
    await fetch(`${server.url}/openapi/v1/users`)
    server.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
    silent.close()
    silent.closeAllConnections()
    await fresh.dispose()
  })
})
