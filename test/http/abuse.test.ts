import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { updateWebhook } from '../../src/lms/webhooks/service.ts'
import { contextIn } from '../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

// Attacks beyond malformed requests, which hostile.test.ts covers.

let server: TestApp
let mine: TestSite
let theirs: TestSite
beforeAll(async () => {
  server = await startTestApp()
  mine = await newSite(server.db)
  theirs = await newSite(server.db)
})

const post = (site: TestSite, path: string, body: object) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)

it('serves a request while 2,000 silent connections are open', async () => {
  const { hostname, port } = new URL(server.url)
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (let some = 0; some < 20; some += 1) {
    const opened = Array.from({ length: 100 }, () => connect(Number(port), hostname).on('error', () => {}))
    sockets.push(...opened)
    await Promise.all(opened.map((socket) => once(socket, 'connect')))
  }
  await server.http.get('/openapi/v1/roles').set('X-API-KEY', mine.key).expect(200)
})

it.each(['gzip', 'br', 'deflate', 'zstd'])(
  'rejects a body with the content encoding %s without decompressing it',
  async (encoding) => {
    // 100 MB after decompression.
    const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20, ' '))
    for (const [path, headers] of [
      ['/openapi/v1/courses', { 'x-api-key': mine.key }],
      ['/api/v1/auth/session/', {}],
    ] as const) {
      const before = process.memoryUsage().rss
      const answer = await fetch(server.url + path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-encoding': encoding },
        body: new Uint8Array(bomb),
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(process.memoryUsage().rss - before).toBeLessThan(90 * 2 ** 20)
    }
  },
)

describe('ids in a body', () => {
  it('finds no user of another site', async () => {
    const user = { name: 'Ada', email: 'ada@example.com', password: 'p', roleAlias: 'learner' }
    const { body: hers } = await post(theirs, '/users', { ...user, id: 'theirs' }).expect(201)
    const { body: course } = await post(mine, '/courses', { name: 'Mine' }).expect(201)
    const path = `/courses/${course.id}/certificates`

    const stranger = await post(mine, path, { userId: hers.id, achievedAt: 1_700_000_000 })
    const unknown = await post(mine, path, { userId: 'nobody', achievedAt: 1_700_000_000 })
    expect(stranger.status).toBeGreaterThanOrEqual(400)
    expect(stranger.text.replaceAll(hers.id, 'nobody')).toBe(unknown.text)

    const entries = [{ userId: hers.id }, { email: user.email }]
    const { body: batch } = await post(mine, `${path}/batch`, entries).expect(200)
    expect(batch).toMatchObject({ issued: 0, invalid: 2 })

    const blocked = await post(mine, '/users/blocked', { userId: hers.id })
    expect(blocked.text.replaceAll(hers.id, 'nobody')).toBe(
      (await post(mine, '/users/blocked', { userId: 'nobody' })).text,
    )
    expect(await server.db.prisma.courseCertificate.count({ where: { siteId: mine.id } })).toBe(0)
    expect(await server.db.prisma.user.count({ where: { siteId: theirs.id, isBanned: true } })).toBe(0)
  })

  it('finds no event and no webhook of another site', async () => {
    const hook = { url: 'https://lms.example/hooks', events: ['Course/Published'] }
    const { body: hers } = await post(theirs, '/webhooks', hook).expect(201)
    const { body: own } = await post(mine, '/webhooks', hook).expect(201)
    await post(theirs, '/courses', { name: 'Theirs' }).expect(201)
    const event = await server.db.prisma.event.findFirstOrThrow({
      where: { siteId: theirs.id, type: 'Course/Published' },
    })
    const id = Number(event.id)
    const other = await post(mine, `/webhooks/${own.id}/redeliver`, { eventId: id })
    const none = await post(mine, `/webhooks/${own.id}/redeliver`, { eventId: 2_000_000_000 })
    expect(other.status).toBe(none.status)
    expect(other.text.replaceAll(String(id), '')).toBe(none.text.replaceAll('2000000000', ''))
    await expect(updateWebhook(contextIn(server.db, mine.id), hers.id, { events: [] })).rejects.toMatchObject({
      code: 'webhook.not_found',
    })
  })
})

describe('JSON that is nested too deeply', () => {
  const send = (path: string, type: string, body: string) =>
    server.http.post(path).set('X-API-KEY', mine.key).set('Content-Type', type).send(body)

  it('is rejected by every route that reads JSON, before it is parsed', async () => {
    let routes = 0
    for (const [base, document] of [
      ['/openapi/v1', (await server.http.get('/openapi/v1/openapi.json')).body],
      ['/api/v1', (await server.http.get('/api/v1/openapi.json')).body],
    ] as const) {
      for (const [path, operations] of Object.entries<Record<string, { requestBody?: { content: object } }>>(
        document.paths,
      )) {
        for (const method of ['post', 'patch', 'delete'] as const) {
          const { content } = operations[method]?.requestBody ?? {}
          if (!content || !('application/json' in content) || path.endsWith('/batch')) continue
          const address = `${path.startsWith(base) ? '' : base}${path.replace(/\{[^}]+\}/g, '1')}`
          const sent = server.http[method](address).set('X-API-KEY', mine.key).set('Content-Type', 'application/json')
          const answer = await sent.send('['.repeat(200_000))
          // The wallet API rejects most requests without a signature before it reads them.
          if (base === '/api/v1' && answer.status === 401) continue
          routes += 1
          expect(answer.status, `${method} ${address}: ${answer.text}`).toBe(400)
          expect(answer.text, `${method} ${address}`).toContain('Nested more than 64 levels deep.')
        }
      }
    }
    expect(routes).toBeGreaterThan(15)
  })

  it('is rejected in a batch, in both formats', async () => {
    const { body: course } = await post(mine, '/courses', { name: 'Deep' }).expect(201)
    const path = `/openapi/v1/courses/${course.id}/certificates/batch`
    const deep = '['.repeat(8_000_000)
    expect((await send(path, 'application/json', deep).expect(400)).text).toContain('entry 1 is nested too deeply')
    const short = deep.slice(0, 900_000)
    expect((await send(path, 'application/x-ndjson', short).expect(400)).text).toContain(
      'the line is nested too deeply',
    )
  })

  it('is text in the field of a form', async () => {
    const deep = '['.repeat(60_000)
    const form = new FormData()
    form.set('skills', deep)
    form.set(deep.slice(0, 1000), '{')
    for (const body of [form, new URLSearchParams({ skills: deep, [`a${'[b]'.repeat(1000)}`]: '1' })]) {
      const answer = await fetch(`${server.url}/api/v1/auth/session/`, { method: 'POST', body })
      expect(answer.status).toBe(400)
    }
  })
})
