import { beforeAll, describe, expect, it } from 'vitest'
import { designWith } from '../../support/lms/designs.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite

const long = 'Maximiliane-Charlotte von Hohenzollern-Sigmaringen zu Wittgenstein'
const arabic = 'عبد الرحمن بن محمد بن عبد الله بن إبراهيم'
const retired = `${long} ${long}`

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
  const { prisma } = server.db
  const names = ['Ann', 'Iiiiiiiiiiiiiiiiiiiiiiii Iiiiiiiiiiiiii', long, arabic, '王小明', 'Ann 🎓']
  const user = (name: string, index: number) => ({
    siteId: site.id,
    id: `${index}`,
    name,
    email: `${index}@example.com`,
    roleAlias: 'learner',
  })
  await prisma.user.createMany({ data: names.map(user) })
  await prisma.user.create({ data: { ...user(retired, 99), retiredAt: new Date() } })
  await prisma.course.create({ data: { siteId: site.id, name: 'Advanced Sales Techniques' } })
  await put('wide', designWith())
  // So narrow that long names take three lines, so low that they become small, with a limit below which they are cut.
  await put(
    'narrow',
    designWith().replace(
      'id="place-holder" width="90" height="20"',
      'id="place-holder" width="30" height="36" font-size="11" data-smallest="5"',
    ),
  )
})

const get = (path: string, key = site.key) => server.http.get(`/openapi/v1${path}`).set('X-API-KEY', key)
const put = (name: string, body: string) =>
  server.http
    .put(`/openapi/v1/templates/${name}`)
    .set('X-API-KEY', site.key)
    .set('Content-Type', 'image/svg+xml')
    .send(body)
    .expect(200)

describe('GET /templates/:name/preview', () => {
  it('tries the widest name of each script in a template', async () => {
    const { body } = await get('/templates/wide/preview').expect(200)
    const texts = body.names.map(({ text }: { text: string }) => text)
    expect(texts).toStrictEqual([long, arabic, 'Ann 🎓', '王小明', 'Advanced Sales Techniques'])
    expect(body.names.at(-2)).toStrictEqual({ place: 'holder', text: '王小明', size: 1, lines: 1, isCut: false })
  })

  it('warns of names that are shrunk, broken into many lines, or cut', async () => {
    const { body } = await get('/templates/narrow/preview').expect(200)
    const codes = body.warnings
      .filter(({ text }: { text: string }) => text === long)
      .map(({ code }: { code: string }) => code)
    expect(codes).toStrictEqual(['shrunk', 'many_lines', 'cut'])
    expect(body.warnings[0].message).toMatch(/^The place holder draws this name at \d+ % of its font size\. Make/)
    expect(body.warnings.map(({ text }: { text: string }) => text)).not.toContain('王小明')
  })

  it('tries built-in designs, and the names of no other site', async () => {
    const stranger = await newSite(server.db)
    const { body } = await get('/templates/classic/preview', stranger.key).expect(200)
    expect(body).toStrictEqual({ names: [], warnings: [] })
    await get('/templates/unknown/preview').expect(404)
  })
})

describe('GET /templates/:name/preview.png', () => {
  it('draws the widest names on request, without storing the picture', async () => {
    const sample = await get('/templates/wide/preview.png').expect(200)
    const widest = await get('/templates/wide/preview.png?names=widest').expect(200)
    expect(widest.body.equals(sample.body)).toBe(false)
    await get('/templates/wide/preview.png?names=longest').expect(400)
  })
})
