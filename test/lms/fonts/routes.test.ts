import { beforeAll, describe, expect, it } from 'vitest'
import { compress } from 'wawoff2'
import { deleteUnusedFonts } from '../../../src/lms/fonts/queries.ts'
import { designWith } from '../../support/lms/designs.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'
import { fontWithTable, trueType } from '../../support/typeset/fontFiles.ts'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const call = (method: 'get' | 'put' | 'post' | 'delete', path: string, key = site.key) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', key)
const put = (name: string, file: Uint8Array, type = 'font/ttf', key = site.key) =>
  call('put', `/fonts/${name}`, key).set('Content-Type', type).send(Buffer.from(file))
const putTemplate = (name: string, family: string, key = site.key) =>
  call('put', `/templates/${name}`, key)
    .set('Content-Type', 'image/svg+xml')
    .send(designWith().replaceAll('<rect', `<rect font-family="${family}"`))
const previewOf = async (name: string): Promise<Buffer> =>
  (await call('get', `/templates/${name}/preview.png`).expect(200)).body

describe('PUT /fonts/:name', () => {
  it('creates, lists and replaces a font', async () => {
    const { body } = await put('acme', trueType).expect(200)
    expect(body).toStrictEqual({
      name: 'acme',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      size: expect.any(Number),
      updatedAt: expect.any(Number),
    })
    const packed = await put('acme', await compress(trueType), 'font/woff2').expect(200)
    expect(packed.body.size).toBeLessThan(trueType.length)
    const list = await call('get', '/fonts').expect(200)
    expect(list.body).toMatchObject({ fonts: [{ name: 'acme', hash: packed.body.hash }], totalCount: 1 })
  })

  it('rejects a file that is no usable font, with a reason', async () => {
    const { body, headers } = await put('bad', Buffer.from('%PDF-1.7')).expect(422)
    expect(headers['x-error-code']).toBe('font.invalid')
    expect(body.message).toBe('This font cannot be used. It is not a font. Use TTF, OTF or WOFF2.')
    await put(
      'bad',
      fontWithTable('OS/2', (view) => view.setUint16(8, 2)),
    ).expect(422)
    await put('bad', new Uint8Array(5 * 1024 * 1024 + 1)).expect(422)
    await put('bad', new Uint8Array(7 * 1024 * 1024)).expect(413)
    await put('bad', trueType, 'text/plain').expect(415)
  })

  it.each(['serif', 'Acme', '..%2F..%2Fetc', '%2Fetc%2Fpasswd', 'a.ttf', 'a%00', 'a'.repeat(64)])(
    'rejects the name %s',
    async (name) => {
      await put(name, trueType).expect(400)
    },
  )

  it('limits the number of fonts of a site', async () => {
    const { id, key } = await newSite(server.db)
    const { body } = await put('first', trueType, 'font/ttf', key).expect(200)
    const { hash, size } = body
    await server.db.prisma.fontName.createMany({
      data: Array.from({ length: 19 }, (_, index) => ({ siteId: id, name: `f${index}`, hash, size })),
    })
    const { headers } = await put('one-more', trueType, 'font/ttf', key).expect(422)
    expect(headers['x-error-code']).toBe('font.too_many')
  })
})

describe('fonts in templates', () => {
  it('draws a template in the font of its site, with its fallback for other letters', async () => {
    await put('bold', trueType).expect(200)
    await putTemplate('with-font', 'bold, serif').expect(200)
    await putTemplate('without-font', 'serif').expect(200)
    const [drawn, plain] = [await previewOf('with-font'), await previewOf('without-font')]
    expect(drawn.equals(plain)).toBe(false)
    // The same outlines as those of the family whose file it is.
    await call('put', '/templates/same')
      .set('Content-Type', 'image/svg+xml')
      .send(designWith().replaceAll('<rect', '<rect font-family="Source Sans 3" font-weight="700"'))
      .expect(200)
    expect((await previewOf('same')).equals(drawn)).toBe(true)
    await server.db.prisma.user.create({
      data: { siteId: site.id, id: '1', name: 'فاطمة الفهري', email: 'a@example.com', roleAlias: 'learner' },
    })
    const { body } = await call('get', '/templates/with-font/preview').expect(200)
    expect(body.names).toMatchObject([{ text: 'فاطمة الفهري', lines: 1 }])
  })

  it('keeps the font of a template when the font is replaced', async () => {
    await put('moving', trueType).expect(200)
    const before = await putTemplate('moved', 'moving').expect(200)
    const changed = fontWithTable('hmtx', (view) => {
      for (let at = 0; at < 2000; at += 4) view.setUint16(at, 900)
    })
    await put('moving', changed).expect(200)
    const kept = await previewOf('moved')
    await server.db.prisma.font.updateMany({ data: { createdAt: new Date(0) } })
    await deleteUnusedFonts(server.db, new Date())
    expect((await server.db.prisma.templateFont.count({ where: { templateHash: before.body.hash } })) > 0).toBe(true)
    const after = await putTemplate('moved', 'moving').expect(200)
    expect(after.body.hash).not.toBe(before.body.hash)
    expect((await previewOf('moved')).equals(kept)).toBe(false)
  })

  it('stores a template again that was downloaded', async () => {
    await put('same-font', trueType).expect(200)
    await putTemplate('downloaded', 'same-font, serif').expect(200)
    const picture = await previewOf('downloaded')
    const svg = await call('get', '/templates/downloaded').buffer(true).expect(200)
    expect(svg.body.toString()).toMatch(/font-family="same-font@[0-9a-f]{64}, serif"/)
    await call('put', '/templates/downloaded').set('Content-Type', 'image/svg+xml').send(svg.body).expect(200)
    expect((await previewOf('downloaded')).equals(picture)).toBe(true)
  })

  it('rejects a font that the site does not have', async () => {
    const stranger = await newSite(server.db)
    await put('theirs', trueType, 'font/ttf', stranger.key).expect(200)
    const { body } = await putTemplate('missing', 'theirs').expect(422)
    expect(body.message).toContain('The font theirs is not available.')
  })
})

describe('DELETE /fonts/:name', () => {
  it('rejects the deletion of a font until no template uses it', async () => {
    await put('used', trueType).expect(200)
    await putTemplate('user', 'used').expect(200)
    const { body, headers } = await call('delete', '/fonts/used').expect(409)
    expect(headers['x-error-code']).toBe('font.in_use')
    expect(body.message).toContain('The template "user" uses this font.')
    await call('delete', '/templates/user').expect(200)
    await call('delete', '/fonts/used').expect(200)
    await call('delete', '/fonts/used').expect(404)
  })

  it('keeps the file for issued certificates', async () => {
    const { id, key } = await newSite(server.db)
    await put('issued', trueType, 'font/ttf', key).expect(200)
    await putTemplate('issued', 'issued', key).expect(200)
    const { body: course } = await call('post', '/courses', key)
      .send({ name: 'Course', template: 'issued' })
      .expect(201)
    const { body: user } = await call('post', '/users', key)
      .send({ name: 'John', email: 'john@example.com', password: 'p', roleAlias: 'learner' })
      .expect(201)
    const issued = await call('post', `/courses/${course.id}/certificates`, key).send({ userId: user.id }).expect(201)
    await call('delete', `/courses/${course.id}`, key).expect(200)
    await call('delete', '/templates/issued', key).expect(200)
    await call('delete', '/fonts/issued', key).expect(200)
    await server.db.prisma.font.updateMany({ where: { siteId: id }, data: { createdAt: new Date(0) } })
    await deleteUnusedFonts(server.db, new Date())
    const picture = new URL(issued.body.pictureUrl)
    await server.http.get(picture.pathname).expect(200)
    const pdf = await server.http.get(new URL(issued.body.pdfUrl).pathname).buffer(true).expect(200)
    expect(pdf.body.toString('latin1')).toContain('+Site-')
  })
})
