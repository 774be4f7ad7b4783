import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/app.ts'

let server: TestApp
let site: TestSite
let [courseId, userId] = [0, '']

const get = (path: string) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', site.key)
const post = (path: string, body: object) =>
  server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body).expect(201)

const ENTRIES = 7

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  for (let index = 0; index < ENTRIES; index += 1) {
    courseId = (await post('/courses', { name: `Course ${index}` })).body.id
    // Some have the same name, so that it alone is no place in the list.
    const name = index % 3 === 0 ? 'Ann' : `Zoë ${index}`
    const email = `learner${index}@example.com`
    userId = (await post('/users', { name, email, password: 'p', roleAlias: 'learner' })).body.id
    await post('/webhooks', { url: `https://lms.example/${index}`, events: ['Certificate/Issued'] })
  }
  for (let index = 0; index < ENTRIES; index += 1) await post(`/courses/${courseId}/certificates`, { userId })
})

type Entry = { id?: number | string; eventId?: number }

const lists = [
  ['courses', 'courses', () => '/courses?'],
  ['users', 'users', () => '/users?'],
  ['the certificates of a course', 'certificates', () => `/courses/${courseId}/certificates?`],
  ['the certificates of the site', 'certificates', () => '/certificates?'],
  [
    'certificates that a filter lets through',
    'certificates',
    () => `/certificates?courseId=${courseId}&status=active&`,
  ],
  ['the certificates of a user', 'certificates', () => `/users/${userId}/certificates?`],
  ['webhooks', 'webhooks', () => '/webhooks?'],
  ['the deliveries of a webhook', 'deliveries', () => '/webhooks/1/deliveries?'],
  ['the audit of a webhook', 'entries', () => '/audit?subject=webhook/1&'],
  ['the whole audit', 'entries', () => '/audit?'],
] as const

describe.each(lists)('The list of %s', (_, plural, path) => {
  const ids = (body: Record<string, Entry[]>) => body[plural]?.map((entry) => entry.id ?? entry.eventId) ?? []

  it('shows each entry once to whoever follows its cursors, in the order of its pages by offset', async () => {
    const all = (await get(`${path()}limit=1000`).expect(200)).body
    expect(all).not.toHaveProperty('nextCursor')
    for (const limit of [1, 2, 3, all.totalCount]) {
      const seen: unknown[] = []
      let next = ''
      do {
        const { body } = await get(`${path()}limit=${limit}${next}`).expect(200)
        expect(body.totalCount).toBe(all.totalCount)
        seen.push(...ids(body))
        next = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`
      } while (next)
      expect(seen).toStrictEqual(ids(all))
    }
    expect(ids(all)).toHaveLength(all.totalCount)
  })

  it('counts an offset from the cursor', async () => {
    const all = ids((await get(`${path()}limit=1000`).expect(200)).body)
    const { nextCursor } = (await get(`${path()}limit=1&offset=0`).expect(200)).body
    if (all.length < 3) return expect(nextCursor).toBeUndefined()
    const page = await get(`${path()}limit=1&offset=1&cursor=${nextCursor}`).expect(200)
    expect(ids(page.body)).toStrictEqual(all.slice(2, 3))
  })

  it('takes no cursor that is not one of its own', async () => {
    const invented = [
      'x',
      '',
      '%00',
      'bnVsbA',
      'LTE',
      'MS41',
      'IngiOg',
      'eyJhIjoxfQ',
      'WzEsMl0',
      'W10',
      'z'.repeat(3000),
    ]
    for (const cursor of invented) {
      const answer = await get(`${path()}cursor=${cursor}`).expect(400)
      expect(answer.body.errors).toStrictEqual({ cursor: expect.any(Array) })
    }
  })
})

it('A page that is followed by cursor stays where it is while others issue', async () => {
  const first = (await get(`/certificates?limit=3`).expect(200)).body
  await post(`/courses/${courseId}/certificates`, { userId })
  const rest = (await get(`/certificates?limit=100&cursor=${first.nextCursor}`).expect(200)).body
  expect(rest.certificates).toHaveLength(ENTRIES + 1 - 3)
  expect(rest.totalCount).toBe(ENTRIES + 1)
})
