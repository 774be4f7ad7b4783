import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readForm } from '../../src/wallet/form.ts'
import { designWith } from '../support/lms/designs.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

type Answer = { status: number; code: string | null; body: Record<string, unknown>; text: string }

async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<Answer> {
  const answer = await fetch(server.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  return { status: answer.status, code: answer.headers.get('x-error-code'), body: isJson ? JSON.parse(text) : {}, text }
}

const lms = (method: string, path: string, type: string, body: string | Buffer, more = {}) =>
  send(method, `/openapi/v1${path}`, { 'x-api-key': site.key, 'content-type': type, ...more }, body)

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const course = JSON.stringify({ name: 'Führung – für alle' })
const plainCourse = JSON.stringify({ name: 'Führung' })

describe('JSON bodies', () => {
  it.each<[string, string, Buffer, string]>([
    ['UTF-8', 'application/json', Buffer.from(course), 'Führung – für alle'],
    ['declared UTF-8', 'application/json; charset=UTF-8', Buffer.from(course), 'Führung – für alle'],
    ['UTF-8 with a byte order mark', 'application/json', Buffer.from(`\ufeff${course}`), 'Führung – für alle'],
    ['UTF-16 with a byte order mark', 'application/json', utf16(course), 'Führung – für alle'],
    ['declared UTF-16', 'application/json; charset=utf-16', utf16(course).swap16(), 'Führung – für alle'],
    ['declared Latin-1', 'application/json; charset=ISO-8859-1', latin1(plainCourse), 'Führung'],
    [
      'declared windows-1252, quoted',
      'application/json;charset="windows-1252"',
      latin1('{"name":"\x80 und \x96"}'),
      '€ und –',
    ],
  ])('are read: %s', async (_, type, body, name) => {
    expect((await lms('POST', '/courses', type, body)).body).toMatchObject({ name })
  })

  it.each<[string, string, Buffer, RegExp]>([
    ['Latin-1', 'application/json', latin1(plainCourse), /The text is not UTF-8\. Send UTF-8, or declare the charset/],
    ['Latin-1 declared as UTF-8', 'application/json; charset=utf-8', latin1(plainCourse), /The text is not UTF-8/],
    [
      'UTF-8 declared as ASCII',
      'application/json; charset=us-ascii',
      Buffer.from(plainCourse),
      /The text is not us-ascii/,
    ],
    [
      'a mark of another encoding',
      'application/json; charset=utf-8',
      utf16(plainCourse),
      /byte order mark of utf-16le/,
    ],
    ['UTF-16 without a mark', 'application/json; charset=utf-16', utf16(plainCourse).subarray(2), /two byte orders/],
    ['gzip without a header', 'application/json', gzipSync(plainCourse), /compressed with gzip\. Send it uncompressed/],
  ])('are rejected: %s', async (_, type, body, message) => {
    const { status, code, body: shown } = await lms('POST', '/courses', type, body)
    expect([status, code]).toStrictEqual([400, 'request.malformed'])
    expect(shown.message).toMatch(message)
  })

  it.each(['utf-7', 'utf-32', 'cp850', '', 'x-user-defined'])('are rejected with the charset %j', async (charset) => {
    const answer = await lms('POST', '/courses', `application/json; charset="${charset}"`, plainCourse)
    expect([answer.status, answer.code]).toStrictEqual([415, 'request.unsupported_media_type'])
    expect(answer.body.message).toBe(
      `The charset "${charset}" is not supported. Use UTF-8, or one that browsers know, such as windows-1252.`,
    )
  })
})

describe('bodies that cannot be read', () => {
  const compressed = 'The body is compressed (Content-Encoding: gzip). Send it uncompressed.'
  it.each([
    ['JSON', '/openapi/v1/courses', 'application/json', 'message'],
    ['a batch', '/openapi/v1/courses/1/certificates/batch', 'text/csv', 'message'],
    ['wallet JSON', '/api/v1/certificates/', 'application/json', 'detail'],
    ['a form', '/api/v1/certificates/', 'application/x-www-form-urlencoded', 'detail'],
  ])('name the compression: %s', async (_, path, type, field) => {
    const headers = { 'x-api-key': site.key, ...newWallet().headers, 'content-type': type, 'content-encoding': 'gzip' }
    const { status, code, body } = await send('POST', path, headers, gzipSync('{}'))
    expect([status, code, body[field]]).toStrictEqual([415, 'request.unsupported_media_type', compressed])
  })

  it.each(['br', 'deflate', 'x-gzip', 'gzip, identity', 'zstd'])('name the compression %s', async (coding) => {
    const answer = await lms('POST', '/courses', 'application/json', '{}', { 'content-encoding': coding })
    expect([answer.status, answer.body.message]).toStrictEqual([415, compressed.replace('gzip', coding)])
  })

  it('are read with the coding identity', async () => {
    const answer = await lms('POST', '/courses', 'application/json', course, { 'content-encoding': 'Identity' })
    expect(answer.status).toBe(201)
  })

  it.each([
    ['POST', '/openapi/v1/courses', 'application/x-www-form-urlencoded', 'Send application/json.'],
    ['POST', '/openapi/v1/courses', 'text/plain', 'Send application/json.'],
    ['PATCH', '/openapi/v1/courses/1', 'application/merge-patch+json', 'Send application/json.'],
    [
      'POST',
      '/openapi/v1/courses/1/certificates/batch',
      'application/vnd.ms-excel',
      'Send application/json or application/x-ndjson or text/csv.',
    ],
    ['PUT', '/openapi/v1/templates/a', 'text/xml', 'Send image/svg+xml.'],
    [
      'POST',
      '/api/v1/certificates/',
      'text/plain',
      'Send application/json or application/x-www-form-urlencoded or multipart/form-data.',
    ],
    ['POST', '/api/v1/files/', 'application/pdf', 'Send multipart/form-data.'],
  ])('name the supported content types: %s %s, %s', async (method, path, type, advice) => {
    const headers = { 'x-api-key': site.key, ...newWallet().headers, 'content-type': type }
    const { status, body } = await send(method, path, headers, 'x')
    expect(status).toBe(415)
    expect(body.message ?? body.detail).toBe(`The content type "${type}" is not supported. ${advice}`)
  })
})

describe('query parameters', () => {
  it.each([
    '/courses?limit=',
    '/courses?offset=',
    '/certificates?courseId=',
    '/certificates?status=',
    '/users?cursor=',
    '/audit?keyId=',
  ])('are rejected when they are empty: %s', async (path) => {
    const { status, body } = await send('GET', `/openapi/v1${path}`, { 'x-api-key': site.key })
    const name = /\?(\w+)=/.exec(path)?.[1] ?? ''
    expect(status).toBe(400)
    expect(body.errors).toStrictEqual({ [name]: ['Is empty. Give it a value, or leave the parameter out.'] })
  })
})

describe('webhook URLs', () => {
  it.each([
    'https://user:secret@lms.example/hooks',
    'https://user@lms.example/hooks',
    'https://:secret@lms.example/hooks',
    'https://key:@lms.example/',
    'http://a%40b:c@93.184.216.34/',
  ])('are rejected with credentials: %s', async (url) => {
    const { status, body } = await lms(
      'POST',
      '/webhooks',
      'application/json',
      JSON.stringify({ url, events: ['User/Created'] }),
    )
    expect(status).toBe(400)
    expect(body.errors).toStrictEqual({
      url: [expect.stringMatching(/must not contain a user name or password\. Remove them\./)],
    })
    expect(JSON.stringify(body)).not.toContain('secret@')
  })
})

describe('templates', () => {
  const design = (encoding: string | null, note = 'é') =>
    (encoding === null ? '' : `<?xml version="1.0" encoding="${encoding}"?>\n`) +
    designWith(`<title>${note}</title><text>${note}</text>`)
  const put = (type: string, body: Buffer) => lms('PUT', '/templates/encoded', type, body)

  it('are stored in UTF-8, whatever encoding they declare', async () => {
    const { body } = await put('image/svg+xml', Buffer.from(design(null)))
    const hashes = [
      await put('image/svg+xml; charset=windows-1252', latin1(design(null))),
      await put('image/svg+xml', latin1(design('ISO-8859-1'))),
      await put('image/svg+xml', utf16(design('UTF-16'))),
      await put('image/svg+xml; charset=utf-8', Buffer.from(design('UTF-8'))),
    ].map((answer) => answer.body.hash)
    expect(hashes).toStrictEqual(Array(4).fill(body.hash))
    const stored = await send('GET', '/openapi/v1/templates/encoded', { 'x-api-key': site.key })
    expect(stored.text).not.toContain('�')
  })

  it.each<[string, string, Buffer]>([
    ['Latin-1', 'image/svg+xml', latin1(design(null))],
    ['Latin-1 that declares UTF-8', 'image/svg+xml', latin1(design('UTF-8'))],
    ['UTF-16 that declares UTF-8', 'image/svg+xml', utf16(design('UTF-8'))],
    ['two encodings', 'image/svg+xml; charset=utf-8', Buffer.from(design('ISO-8859-1'))],
    ['an unknown encoding', 'image/svg+xml', Buffer.from(design('EBCDIC'))],
  ])('are rejected: %s', async (_, type, body) => {
    const answer = await put(type, body)
    expect([answer.status, answer.code]).toStrictEqual([400, 'request.malformed'])
  })
})

describe('batches', () => {
  const csv = 'email,name\njorg@example.com,Jörg\n'
  beforeAll(async () => {
    await server.db.prisma.course.create({ data: { siteId: site.id, id: 1_000, name: 'Encodings' } })
  })
  const path = (query: string) => `/courses/1000/certificates/batch?dryRun=true&createUsers=true${query}`

  it.each<[string, string, string, Buffer]>([
    ['UTF-16 with a byte order mark', '', 'text/csv', utf16(csv)],
    ['a charset in Content-Type', '', 'text/csv; charset=windows-1252', latin1(csv)],
    ['a charset in the query', '&charset=windows-1252', 'text/csv', latin1(csv)],
    ['the same charset in both', '&charset=latin1', 'text/csv; charset=iso-8859-1', latin1(csv)],
  ])('are read with %s', async (_, query, type, body) => {
    expect((await lms('POST', path(query), type, body)).body).toMatchObject({ issued: 1, invalid: 0 })
  })

  it('are rejected with an unknown or a contradicting charset', async () => {
    expect((await lms('POST', path('&charset=utf-7'), 'text/csv', csv)).body.errors).toHaveProperty('charset')
    expect((await lms('POST', path('&charset='), 'text/csv', csv)).body.errors).toHaveProperty('charset')
    const both = await lms('POST', path('&charset=windows-1252'), 'text/csv; charset=utf-8', csv)
    expect(both.body.errors).toStrictEqual({ body: [expect.stringContaining('Declare only the encoding')] })
    expect((await lms('POST', path(''), 'text/csv; charset=utf-7', csv)).status).toBe(415)
    expect((await lms('POST', path(''), 'text/csv', latin1(csv))).body.errors).toHaveProperty('line 2')
  })
})

const facts = { ...documented.body, skills: 'Python', institution_title: 'Universität' }

/** Creates a certificate from a form; returns the title of the institution, or the error. */
async function create(type: string, body: Buffer): Promise<unknown> {
  const headers = { ...newWallet().headers, 'content-type': type }
  const { status, body: created } = await send('POST', '/api/v1/certificates/', headers, body)
  if (status !== 200) return [status, created.error ?? created.detail]
  const shown = await send('GET', `/api/v1/certificates/${created.certificate_pk}/`, {})
  return shown.body.institution_title
}

const FORM = 'application/x-www-form-urlencoded'
const latin1Form = (more: object = {}) =>
  Object.entries({ ...facts, ...more })
    .map(
      ([name, value]) =>
        `${name}=${[...latin1(String(value))].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
    )
    .join('&')

describe('forms', () => {
  const unreadable = [400, expect.stringContaining('The text is not UTF-8. Send UTF-8')]
  it.each<[string, string, () => string, unknown]>([
    ['UTF-8', FORM, () => new URLSearchParams(facts as never).toString(), 'Universität'],
    ['a declared charset', `${FORM}; charset=ISO-8859-1`, () => latin1Form(), 'Universität'],
    ['the field _charset_', FORM, () => `${latin1Form()}&_charset_=windows-1252`, 'Universität'],
    ['Latin-1', FORM, () => latin1Form(), unreadable],
    ['Latin-1 declared as UTF-8', `${FORM}; charset=utf-8`, () => latin1Form(), unreadable],
    ['Latin-1 bytes without escapes', FORM, () => `${new URLSearchParams(facts as never)}&score=\xe9`, unreadable],
    ['Latin-1 in a name', FORM, () => `${new URLSearchParams(facts as never)}&%e9=1`, unreadable],
    ['an unknown charset', `${FORM}; charset=utf-7`, () => latin1Form(), [415, expect.stringContaining('"utf-7"')]],
  ])('are strictly decoded: %s', async (_, type, body, expected) => {
    expect(await create(type, latin1(body()))).toStrictEqual(expected)
  })

  const multipart = (title: string, more = '') =>
    `${Object.entries({ ...facts, institution_title: undefined })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join('')}--b\r\nContent-Disposition: form-data; name="institution_title"\r\n${more}\r\n${title}\r\n--b--\r\n`
  const TYPE = 'multipart/form-data; boundary=b'
  it.each<[string, string, Buffer, unknown]>([
    ['UTF-8', TYPE, Buffer.from(multipart('Universität')), 'Universität'],
    [
      'a charset of the field',
      TYPE,
      latin1(multipart('Universität', 'Content-Type: text/plain; charset=iso-8859-1\r\n')),
      'Universität',
    ],
    ['a charset of the form', `${TYPE}; charset=latin1`, latin1(multipart('Universität')), 'Universität'],
    [
      'the field _charset_',
      TYPE,
      latin1(
        multipart('Universität').replace(
          '--b\r\n',
          '--b\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nlatin1\r\n--b\r\n',
        ),
      ),
      'Universität',
    ],
    [
      'base64',
      TYPE,
      Buffer.from(multipart(Buffer.from('Universität').toString('base64'), 'Content-Transfer-Encoding: base64\r\n')),
      'Universität',
    ],
    ['Latin-1', TYPE, latin1(multipart('Universität')), unreadable],
    [
      'UTF-16 without a charset',
      TYPE,
      Buffer.concat([latin1(multipart('X').split('X')[0] ?? ''), Buffer.from('ä', 'utf16le'), latin1('\r\n--b--\r\n')]),
      unreadable,
    ],
    [
      'an unknown charset of the field',
      TYPE,
      latin1(multipart('x', 'Content-Type: text/plain; charset=utf-7\r\n')),
      [415, expect.any(String)],
    ],
    [
      'no end',
      TYPE,
      Buffer.from(multipart('x').replace('--b--\r\n', '')),
      [400, expect.stringContaining('begin or end with its boundary')],
    ],
    [
      'a part without a name',
      TYPE,
      Buffer.from(multipart('x').replace('; name="score"', '')),
      [400, expect.stringContaining('has no name')],
    ],
  ])('are strictly decoded as multipart: %s', async (_, type, body, expected) => {
    expect(await create(type, body)).toStrictEqual(expected)
  })
})

describe('readForm', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 }).map((one) => one.replaceAll(/[\ufeff\r\n]/g, '='))
  const field = fc.tuple(
    text.filter((name) => name !== '_charset_' && name !== '__proto__'),
    text,
  )

  it('reads what Node writes, as URL-encoded and as multipart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(field, { selector: ([name]) => name, maxLength: 5 }), async (fields) => {
        const form = new FormData()
        for (const [name, value] of fields) form.append(name, value)
        const response = new Response(form)
        const type = response.headers.get('content-type') ?? ''
        expect(readForm(Buffer.from(await response.arrayBuffer()), type)).toStrictEqual(Object.fromEntries(fields))
        const query = Buffer.from(new URLSearchParams(fields).toString())
        expect(readForm(query, FORM)).toStrictEqual(Object.fromEntries(fields))
      }),
      { numRuns: 200 },
    )
  })

  it('lists repeated fields, and skips files', async () => {
    const form = new FormData()
    for (const value of ['1', '2']) form.append('skills', value)
    form.append('file', new Blob([new Uint8Array([0xff])]), 'a.pdf')
    const response = new Response(form)
    const body = Buffer.from(await response.arrayBuffer())
    expect(readForm(body, response.headers.get('content-type') ?? '')).toStrictEqual({ skills: ['1', '2'], file: [] })
  })
})
