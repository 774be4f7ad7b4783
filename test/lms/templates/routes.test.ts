import { beforeAll, describe, expect, it } from 'vitest'
import { putTemplate } from '../../../src/lms/templates/service.ts'
import { builtInDesign } from '../../../src/typeset/designs/gallery.ts'
import type { Order } from '../../../src/typeset/render.ts'
import type { Turn } from '../../../src/typeset/turns.ts'
import { contextIn } from '../../support/lms/context.ts'
import { designWith } from '../../support/lms/designs.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const call = (method: 'get' | 'put' | 'post' | 'patch' | 'delete', path: string, key = site.key) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', key)
const put = (name: string, body: string, key = site.key) =>
  call('put', `/templates/${name}`, key).set('Content-Type', 'image/svg+xml').send(body)

it('creates, lists, returns, previews and replaces a template', async () => {
  const { body } = await put('diploma', designWith()).expect(200)
  expect(body).toStrictEqual({
    name: 'diploma',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    updatedAt: expect.any(Number),
  })
  expect((await put('diploma', designWith()).expect(200)).body.hash).toBe(body.hash)
  const list = await call('get', '/templates').expect(200)
  expect(list.body).toStrictEqual({ templates: [{ ...body, updatedAt: expect.any(Number) }], totalCount: 1 })

  const shown = await call('get', '/templates/diploma').buffer(true).expect(200).expect('Content-Type', 'image/svg+xml')
  expect(shown.body.toString()).toContain('data-place="holder"')
  await call('get', '/templates/diploma/preview.png').expect(200).expect('Content-Type', 'image/png')

  expect((await put('diploma', designWith('<path d="M0 0h9"/>')).expect(200)).body.hash).not.toBe(body.hash)
  expect((await call('get', '/templates')).body.totalCount).toBe(1)
})

it.each([
  [
    'without places',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"/>',
    'place-holder, place-course, place-qr',
  ],
  ['with a script', designWith('<script/>'), 'Templates cannot contain scripts'],
  ['that is empty', '', 'not well-formed'],
])('rejects a template %s with a reason and stores nothing', async (_, upload, reason) => {
  const answer = await put('refused', upload).expect(422)
  expect(answer.headers['x-error-code']).toBe('template.invalid')
  expect(answer.body.message).toContain(reason)
  await call('get', '/templates/refused').expect(404)
})

it('cleans and test-renders a template in the turn of its site', async () => {
  const orders: [Order['kind'], Turn | undefined][] = []
  const renderer = {
    async render({ kind }: Order, turn?: Turn) {
      orders.push([kind, turn])
      return Buffer.from('a clean template')
    },
  }
  await putTemplate(contextIn(server.db, site.id), renderer, 'tried', designWith())
  const turn = { group: `site/${site.id}`, isPublic: false }
  expect(orders).toStrictEqual([
    ['clean', turn],
    ['png', turn],
    ['pdf', turn],
  ])
})

it('rejects another content type, a template that is too large and an invalid name', async () => {
  await call('put', '/templates/a').send({}).expect(415)
  await put('a', designWith(' '.repeat(5_000_000))).expect(413)
  await put('a', designWith(' '.repeat(3_000_000))).expect(422)
  await put('A', designWith()).expect(400)
})

describe('template of a course', () => {
  it('rejects the deletion of a template until its course no longer uses it', async () => {
    await put('named', designWith()).expect(200)
    const { body: course } = await call('post', '/courses').send({ name: 'Course', template: 'named' }).expect(201)
    expect(course.template).toBe('named')
    const taken = await call('delete', '/templates/named').expect(409)
    expect(taken.body.message).toContain(`Course ${course.id}`)
    const changed = await call('patch', `/courses/${course.id}`).send({ template: null }).expect(200)
    expect(changed.body.template).toBeNull()
    await call('delete', '/templates/named').expect(200)
    await call('get', '/templates/named').expect(404)
  })

  it('rejects a template that the site of the course does not have', async () => {
    const stranger = await newSite(server.db)
    await put('theirs', designWith(), stranger.key).expect(200)
    const answer = await call('post', '/courses').send({ name: 'Course', template: 'theirs' }).expect(400)
    expect(answer.body.errors).toStrictEqual({ template: ['There is no template "theirs".'] })
    await call('get', '/templates/theirs').expect(404)
    await call('delete', '/templates/theirs').expect(404)
  })

  it('can be a built-in design, which the site then has as a template of its own', async () => {
    const institution = await newSite(server.db)
    const { key } = institution
    await call('get', '/templates/modern/preview.png', key).expect(200).expect('Content-Type', 'image/png')
    const create = () => call('post', '/courses', key).send({ name: 'Course', template: 'modern' })
    const [one, other] = await Promise.all([create().expect(201), create().expect(201)])
    expect([one.body.template, other.body.template]).toStrictEqual(['modern', 'modern'])
    const { body } = await call('get', '/templates', key).expect(200)
    expect(body.templates).toMatchObject([{ name: 'modern' }])
    const shown = await call('get', '/templates/modern', key).buffer(true).expect(200)
    expect(shown.body.toString()).toBe(builtInDesign('modern'))
    const audit = await server.db.prisma.auditEntry.findMany({
      where: { siteId: institution.id },
      orderBy: { id: 'asc' },
    })
    expect(audit.filter(({ subject }) => subject === 'template/modern')).toHaveLength(1)

    await put('modern', designWith(), key).expect(200)
    const own = await call('get', '/templates/modern', key).buffer(true).expect(200)
    expect(own.body.toString()).not.toBe(builtInDesign('modern'))
  })

  it('deletes a template whose course was retired, and keeps it for issued certificates', async () => {
    await put('held', designWith()).expect(200)
    const { body: course } = await call('post', '/courses').send({ name: 'Course', template: 'held' }).expect(201)
    const { body: user } = await call('post', '/users')
      .send({ name: 'John', email: 'john@example.com', password: 'p', roleAlias: 'learner' })
      .expect(201)
    await call('post', `/courses/${course.id}/certificates`).send({ userId: user.id }).expect(201)
    await call('delete', `/courses/${course.id}`).expect(200)
    await call('delete', '/templates/held').expect(200)
    const kept = await server.db.prisma.courseCertificate.findFirstOrThrow({ include: { template: true } })
    expect(kept.template?.svg).toContain('data-place="holder"')
  })
})
