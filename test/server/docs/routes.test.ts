import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/server/app.ts'

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
})

describe('/docs', () => {
  it('shows both OpenAPI documents', async () => {
    const page = await server.http.get('/docs').expect(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    const { text } = await server.http.get('/docs/static/swagger-initializer.js').expect(200)
    expect(text).toContain('/openapi/v1/openapi.json')
    expect(text).toContain('/api/v1/openapi.json')
  })

  it('serves the OpenAPI documents without a key', async () => {
    await server.http.get('/openapi/v1/openapi.json').expect(200)
    await server.http.get('/api/v1/openapi.json').expect(200)
  })
})
