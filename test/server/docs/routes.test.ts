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

  it('works below the path of PUBLIC_URL', async () => {
    const { http } = await startTestApp({ publicUrl: 'https://university.example/certificates' })
    /** Removes the path, as the proxy does. */
    const throughProxy = (url: string, from: string) => {
      const { host, pathname } = new URL(url, new URL(from, 'https://university.example'))
      expect(host).toBe('university.example')
      expect(pathname).toMatch(/^\/certificates\//)
      return http.get(pathname.slice('/certificates'.length))
    }
    for (const page of ['/certificates/docs', '/certificates/docs/']) {
      const { text } = await http.get(page.slice('/certificates'.length)).expect(200)
      const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
      expect(files.length).toBeGreaterThan(5)
      for (const file of files) await throughProxy(file, page).expect(200)
      const initializer = files.find((file) => file.endsWith('initializer.js')) ?? ''
      const { text: script } = await throughProxy(initializer, page)
      const documents = [...script.matchAll(/"url":\s*"([^"]+)"/g)].map(([, url = '']) => url)
      expect(documents).toHaveLength(2)
      for (const document of documents) {
        const { body } = await throughProxy(document, page).expect(200)
        const [server] = body.servers
        const [path = ''] = Object.keys(body.paths)
        expect(server.url + path).toMatch(/^\/certificates\/(openapi|api)\/v1\//)
      }
    }
  })

  it('serves the OpenAPI documents without a key', async () => {
    await server.http.get('/openapi/v1/openapi.json').expect(200)
    await server.http.get('/api/v1/openapi.json').expect(200)
  })
})
