import { beforeAll, describe, expect, it } from 'vitest'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/app.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (body: object) => server.http.post('/openapi/v1/courses').set('X-API-KEY', site.key).send(body)

describe('POST /courses', () => {
  it('creates a published course', async () => {
    server.setNow(new Date('2026-05-01T12:00:00Z'))
    const answer = await post({ name: '  工程資訊管理 BIM 基礎 ', annotation: 'Short.', description: 'Long.' }).expect(
      201,
    )
    server.setNow(null)
    expect(answer.body).toStrictEqual({
      id: expect.any(Number),
      name: '工程資訊管理 BIM 基礎',
      annotation: 'Short.',
      isDraft: false,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      publishedAt: Date.UTC(2026, 4, 1, 12) / 1000,
      description: 'Long.',
      attachedFiles: [],
    })
  })

  it('says 0 for the publication of a draft: not yet', async () => {
    const answer = await post({ name: 'Draft', isDraft: true }).expect(201)
    expect(answer.body).toMatchObject({ isDraft: true, publishedAt: 0, annotation: '', description: '' })
  })

  it.each([
    ['name', undefined],
    ['name', ''],
    ['name', null],
    ['name', ['a']],
    ['name', 'a\0b'],
    ['annotation', 5],
    ['description', '\ud800'],
    ['isDraft', 'true'],
  ])('refuses %s: %j, and names the field', async (field, value) => {
    const answer = await post({ name: 'Course', [field]: value }).expect(400)
    expect(answer.body).toStrictEqual({
      status: 400,
      message: 'Validation failed',
      errors: { [field]: [expect.any(String)] },
    })
  })
})
