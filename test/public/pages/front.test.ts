import { languages } from '@chancery/verify/texts/languages'
import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/server/app.ts'

const server = await startTestApp({
  publicUrl: 'https://certs.example/office',
  securityContact: ['mailto:security@certs.example', 'https://certs.example/report'],
})

describe('GET /', () => {
  it('shows what the server is, and the ways to check a certificate', async () => {
    const { text, headers } = await server.http.get('/').set('Accept', 'text/html').expect(200)
    expect(text).toContain(languages.en.front.lead('certs.example'))
    expect(text).toContain('<form action="/office/verify" method="get"')
    expect(text).toContain(languages.en.file.title)
    expect(text).toContain(languages.en.scan.start)
    expect(text).toContain('href="/office/docs?urls.primaryName=Wallet+API"')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['cache-control']).toBe('private, no-cache')
  })

  it('uses the language of the reader, or of the URL, and links to the others', async () => {
    const german = await server.http.get('/').set('Accept-Language', 'de-AT').expect(200)
    expect(german.text).toContain(languages.de.front.title)
    expect(german.text).toContain('href="?lang=pl"')
    const { text } = await server.http.get('/?lang=pl').set('Accept-Language', 'de').expect(200)
    expect(text).toContain(languages.pl.front.title)
    expect(text).toContain('<input type="hidden" name="lang" value="pl">')
  })

  it('returns addresses to clients that prefer JSON', async () => {
    const { body } = await server.http.get('/').set('Accept', 'application/json').expect(200)
    expect(body).toStrictEqual({
      name: 'Chancery',
      verify: 'https://certs.example/office/verify',
      docs: 'https://certs.example/office/docs',
      lmsApi: 'https://certs.example/office/openapi/v1/openapi.json',
      walletApi: 'https://certs.example/office/api/v1/openapi.json',
    })
    for (const address of Object.values<string>(body).slice(1)) {
      const { status } = await server.http.get(address.replace('https://certs.example/office', ''))
      expect(status).toBe(200)
    }
  })

  it('can be listed by search engines, and no other page can', async () => {
    expect((await server.http.get('/')).headers).not.toHaveProperty('x-robots-tag')
    for (const path of ['/verify', '/verify/nonsense', '/issuers/1']) {
      expect((await server.http.get(path)).headers['x-robots-tag']).toBe('noindex')
    }
  })

  it('allows the camera, as /verify does and no other page', async () => {
    for (const path of ['/', '/verify', '/verify?number=x']) {
      expect((await server.http.get(path)).headers['permissions-policy']).toMatch(/^camera=\(self\), geolocation=\(\)/)
    }
    for (const path of ['/verify/nonsense', '/issuers/1']) {
      expect((await server.http.get(path)).headers['permissions-policy']).toMatch(/^camera=\(\)/)
    }
  })
})

describe('GET /favicon.ico', () => {
  it('returns an icon with three pictures', async () => {
    const { body, headers } = await server.http.get('/favicon.ico').expect(200)
    expect(headers['content-type']).toBe('image/x-icon')
    expect(headers['cache-control']).toBe('public, max-age=2592000')
    const icon = Buffer.from(body)
    expect([icon.readUInt16LE(2), icon.readUInt16LE(4)]).toStrictEqual([1, 3])
    const sizes = [0, 1, 2].map((index) => {
      const entry = icon.subarray(6 + index * 16)
      const png = icon.subarray(entry.readUInt32LE(12)).subarray(0, entry.readUInt32LE(8))
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      expect(png.readUInt32BE(16)).toBe(entry.readUInt8(0))
      return entry.readUInt8(0)
    })
    expect(sizes).toStrictEqual([16, 32, 48])
  })
})

describe('GET /robots.txt', () => {
  it('closes the APIs and the gateway to crawlers, and no page', async () => {
    const { text, headers } = await server.http.get('/robots.txt').expect(200)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toBe('User-agent: *\nDisallow: /office/api/\nDisallow: /office/openapi/\nDisallow: /office/ipfs/\n')
  })
})

describe('GET /.well-known/security.txt', () => {
  it('names the contacts, and expires in about half a year', async () => {
    server.setNow(new Date('2026-12-01T16:45:00.123Z'))
    const { text, headers } = await server.http.get('/.well-known/security.txt').expect(200)
    server.setNow(null)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toBe(
      'Contact: mailto:security@certs.example\n' +
        'Contact: https://certs.example/report\n' +
        'Expires: 2027-05-30T00:00:00Z\n' +
        'Preferred-Languages: en\n' +
        'Canonical: https://certs.example/office/.well-known/security.txt\n',
    )
  })

  it('names no canonical address without https', async () => {
    const local = await startTestApp({ securityContact: ['mailto:security@certs.example'] })
    const { text } = await local.http.get('/.well-known/security.txt').expect(200)
    expect(text).not.toContain('Canonical')
  })

  it('returns 404 if SECURITY_CONTACT is not set', async () => {
    const silent = await startTestApp()
    const { headers } = await silent.http.get('/.well-known/security.txt').expect(404)
    expect(headers['x-error-code']).toBe('route.not_found')
  })
})
