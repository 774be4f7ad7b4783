import { beforeAll, describe, expect, it } from 'vitest'
import { createStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

const issuerKeys = new Map([1].map((site) => [site, `0x${'11'.repeat(32)}` as const]))

let server: TestApp
let site: TestSite
let count = 0

beforeAll(async () => {
  server = await startTestApp({ issuerKeys })
  site = await newSite(server.db)
})

async function send(method: 'get' | 'post' | 'patch', path: string, body: object | undefined, status: number) {
  const answer = await server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)
  expect([answer.status, answer.body], `${method} ${path}`).toStrictEqual([status, answer.body])
  return answer.body
}

/** Creates a course, a user, and returns what issues a certificate to this user. */
async function prepared({ user: userName = 'John Doe', course: courseName = 'Course' } = {}) {
  count += 1
  const course = await send('post', '/courses', { name: courseName }, 201)
  const more = { password: 'p', roleAlias: 'learner', eth_address: newWallet().address }
  const user = await send('post', '/users', { name: userName, email: `${count}@example.com`, ...more }, 201)
  const path = `/courses/${course.id}/certificates`
  return {
    course,
    user,
    path,
    issue: (body: object, status: number) => send('post', path, { userId: user.id, ...body }, status),
  }
}

const message = (characters: string) =>
  `Certificates cannot show these characters, because no font has them: ${characters}.`

describe('texts that no font can show', () => {
  it.each([
    ['an ancient script', 'Gilgameš 𒄑𒂆𒈦', '"𒄑" (U+12111), "𒂆" (U+12086), "𒈦" (U+12226)'],
    ['characters for private use', 'Logo \ue000', '"\ue000" (U+E000)'],
    ['an unassigned character', 'a\u0378', '"\u0378" (U+0378)'],
  ])('are rejected in the name of a certificate: %s', async (_, name, characters) => {
    const { issue, path } = await prepared()
    const { errors } = await issue({ name }, 400)
    expect(errors).toStrictEqual({ name: [message(characters)] })
    expect(await send('get', path, undefined, 200)).toMatchObject({ totalCount: 0 })
  })

  it('are rejected in every text that a certificate shows', async () => {
    const { issue } = await prepared({ user: '𐎠 Darius', course: '𐎠' })
    const { errors } = await issue({ description: '𐎠' }, 400)
    const each = [message('"𐎠" (U+103A0)')]
    expect(errors).toStrictEqual({ description: each, 'user.name': each, 'course.name': each })
  })

  it('are rejected by a reissue, which leaves the certificate valid', async () => {
    const { issue, user } = await prepared()
    const { id } = await issue({}, 201)
    await send('patch', `/users/${user.id}`, { name: '𐎠' }, 200)
    const { errors } = await send('post', `/certificates/${id}/reissue`, {}, 400)
    expect(errors['user.name']).toHaveLength(1)
    expect((await send('get', `/certificates/${id}`, undefined, 200)).revokedAt).toBeUndefined()
  })

  it('are rejected entry by entry in a batch and its dry run, and reported as existing if they exist', async () => {
    const { user, path } = await prepared()
    const entries = ['𐎠', 'Course'].map((certificateName) => ({ userId: user.id, certificateName }))
    for (const query of ['?dryRun=true', '']) {
      const { outcomes } = await send('post', `${path}/batch${query}`, { entries }, 200)
      expect(outcomes).toMatchObject([
        { status: 'invalid', errors: { certificateName: [message('"𐎠" (U+103A0)')] } },
        { status: 'issued' },
      ])
    }
    await server.db.prisma.courseCertificate.updateMany({ where: { userId: user.id }, data: { name: '𐎠' } })
    const again = await send('post', `${path}/batch`, { entries: entries.slice(0, 1) }, 200)
    expect(again).toMatchObject({ exists: 1, invalid: 0 })
  })

  it('cannot be published, and leave out the picture of a certificate of an earlier version', async () => {
    const { issue } = await prepared()
    const { id, publicId, pictureUrl } = await issue({}, 201)
    await server.db.prisma.courseCertificate.update({ where: { id }, data: { userName: '𐎠' } })
    const { message: sentence } = await send('post', `/certificates/${id}/publish`, undefined, 409)
    expect(sentence).toBe('The certificate has characters that no font has. Reissue it with other texts.')
    const { pathname } = new URL(pictureUrl)
    await server.http.get(pathname).expect(404)
    expect((await server.http.get(`/verify/${publicId}`).expect(200)).text).not.toContain(pathname)
  })

  it('are accepted in the wallet API, without a picture', async () => {
    const id = await createStating(server, { certificateTitle: '𐎠' })
    const { text } = await server.http.get(`/verify/${id}`).expect(200)
    expect(text).toContain('𐎠')
    expect(text).not.toContain(`/images/${id}`)
    await server.http.get(`/images/${id}-0.png`).expect(404)
  })

  it.each(['李小龍', 'সত্যজিৎ রায়', 'ﷺ', '👩‍🚀 Łukasz', 'Ἀριστοτέλης', 'ܡܪܝܡ'])('do not include %s', async (name) => {
    const { issue } = await prepared({ user: name, course: name })
    await issue({ name, description: name }, 201)
  })
})
