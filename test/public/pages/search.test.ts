import { randomUUID } from 'node:crypto'
import { toNumber } from '@chancery/verify/certificateNumber'
import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/server/app.ts'

const server = await startTestApp()
const search = (number: string, rest = '') => server.http.get(`/verify?number=${encodeURIComponent(number)}${rest}`)

describe('GET /verify', () => {
  it('shows the form for a number', async () => {
    const { text } = await server.http.get('/verify').expect(200)
    expect(text).toContain(languages.en.search.title)
    expect(text).toContain('<form action="/verify" method="get"')
  })

  it('redirects from a number, however it is typed, to its certificate', async () => {
    const publicId = randomUUID()
    const number = toNumber(publicId)
    const typed = [number, number.toLowerCase(), ` ${number.replaceAll('-', ' ')} `, number.replaceAll('0', 'o')]
    for (const text of [...typed, publicId, publicId.toUpperCase(), `https://x.example/verify/${publicId}?lang=de`]) {
      const { headers } = await search(text).expect(303)
      expect(headers.location).toBe(`/verify/${publicId}`)
    }
    for (const text of [
      number.replaceAll('-', '\u2013'),
      `\u200e${number}.`,
      `Nr. ${number}`,
      `urn:uuid:${publicId}`,
    ]) {
      expect((await search(text).expect(303)).headers.location).toBe(`/verify/${publicId}`)
    }
    expect((await search(number, '&lang=de')).headers.location).toBe(`/verify/${publicId}?lang=de`)
  })

  it.each(['', ' ', 'zz', '01M81-17EDB-EGDV4-36CAD-GP2MS', 'Z'.repeat(26), '"><script>', '\0', 'x'.repeat(5000)])(
    'rejects %j, and keeps it in the field to be corrected',
    async (text) => {
      const answer = await search(text).expect(400)
      expect(answer.text).toContain('aria-invalid="true"')
      expect(answer.text).toContain(languages.en.search.unreadable)
      expect(answer.text).not.toContain('<script>')
    },
  )

  it('rejects several numbers', async () => {
    await server.http.get('/verify?number=1&number=2').expect(400)
  })
})

describe('GET /verify/:publicId', () => {
  const publicId = randomUUID()
  const number = toNumber(publicId)
  const open = (typed: string, rest = '') => server.http.get(`/verify/${encodeURIComponent(typed)}${rest}`)

  it.each([
    number,
    number.toLowerCase().replaceAll('-', '\u2011'),
    `${publicId}.`,
    `${publicId})`,
    publicId.replaceAll('-', ''),
    publicId.replaceAll('-', '\u2013'),
    `{${publicId.toUpperCase()}}`,
    `Nr. ${number}`,
  ])('redirects from %j to the address of the page', async (typed) => {
    const { headers } = await open(typed).expect(308)
    expect(headers.location).toBe(`/verify/${publicId}`)
  })

  it('keeps the query and the ending in a redirect', async () => {
    const file = 'f'.repeat(64)
    const page = await open(`${publicId}.`, '?lang=de&x=%2F%0d').expect(308)
    expect(page.headers.location).toBe(`/verify/${publicId}?lang=de&x=%2F%0d`)
    const json = await open(number, `.json?file=${file}`).expect(308)
    expect(json.headers.location).toBe(`/verify/${publicId}.json?file=${file}`)
  })

  it('does not redirect from an id to itself', async () => {
    await open(publicId).expect(404)
    await open(publicId.toUpperCase()).expect(404)
  })

  it('does not redirect from several ids', async () => {
    await open(`${publicId} ${randomUUID()}`).expect(404)
  })
})

describe('GET /verify/assets/', () => {
  it('serves the assets that the page names, as immutable', async () => {
    const { text } = await server.http.get('/verify')
    const names = [...text.matchAll(/(?:href|src)="(\/verify\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(names).toHaveLength(4)
    for (const name of names) {
      const { headers } = await server.http.get(name).expect(200)
      expect(headers['cache-control']).toContain('immutable')
      expect(headers['content-type']).toMatch(/^(font\/woff2|image\/svg\+xml|text\/(css|javascript); charset=utf-8)$/)
    }
    const css = names.find((name) => name.endsWith('.css')) ?? ''
    const style = await server.http.get(css)
    for (const [, font] of style.text.matchAll(/url\(([^)]+)\)/g)) {
      await server.http.get(css.replace('page.css', font ?? '')).expect(200)
    }
  })

  it('returns 404 for other files', async () => {
    for (const name of ['nothing.css', '..%2f..%2fpackage.json', 'constructor', '__proto__', 'index.css']) {
      await server.http.get(`/verify/assets/x/${name}`).expect(404)
    }
  })
})

describe('VERIFICATIONS_PER_MINUTE', async () => {
  const limited = await startTestApp({ verificationsPerMinute: 2, trustProxy: true })
  const ask = (client: string, path = '/verify') =>
    limited.http.get(path).set('X-Forwarded-For', client).set('Accept', 'text/html')

  it('limits one client for a while, and no others', async () => {
    await ask('192.0.2.1').expect(200)
    await ask('192.0.2.1', `/verify/${randomUUID()}`).expect(404)
    const refused = await ask('192.0.2.1').set('Accept-Language', 'de').expect(429)
    expect(refused.text).toContain(languages.de.notices.tooMany.title)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.headers['x-error-code']).toBe('rate.limited')
    const { body } = await ask('192.0.2.1', `/verify/${randomUUID()}.json`).expect(429)
    expect(body).toStrictEqual({ status: 429, message: expect.stringContaining('Too many') })
    await ask('192.0.2.2').expect(200)
  })

  it('counts a client once for all its ports and proxies', async () => {
    const chained = await startTestApp({ verificationsPerMinute: 2, trustProxy: ['127.0.0.1', '10.0.0.0/8'] })
    const from = (addresses: string) => chained.http.get('/verify').set('X-Forwarded-For', addresses)
    await from('192.0.2.7:1000').expect(200)
    await from('203.0.113.5, 192.0.2.7:1001, 10.0.0.1:443').expect(200)
    await from('203.0.113.6, [::ffff:192.0.2.7]:1002, 10.0.0.2').expect(429)
    await from('192.0.2.8:1000').expect(200)
  })

  it('counts an IPv6 network as one client', async () => {
    await ask('2001:db8:1:2::1').expect(200)
    await ask('[2001:db8:1:2::2]:5678').expect(200)
    await ask('2001:db8:1:2:ffff::3').expect(429)
    await ask('2001:db8:1:3::1').expect(200)
  })
})
