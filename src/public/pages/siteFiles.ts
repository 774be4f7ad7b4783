import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { root } from '../../root.ts'
import { serverUrlOf } from '../serverUrl.ts'
import type { VerifyOptions } from './options.ts'

type Options = Pick<VerifyOptions, 'securityContact' | 'now'>

const icon = new URL('assets/verify/favicon.ico', root)

const DAY_MS = 86_400_000

/** Validity (days) of security.txt from now on. RFC 9116 recommends less than a year. */
const SECURITY_DAYS = 180

/** Files that browsers, crawlers and security researchers look for at fixed paths. */
export const siteFileRoutes: FastifyPluginAsync<Options> = async (app, { securityContact, now }) => {
  const iconFile = await readFile(icon)
  const text = 'text/plain; charset=utf-8'

  app.get('/favicon.ico', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=2592000').type('image/x-icon').send(iconFile),
  )

  app.get('/robots.txt', (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=86400')
      .type(text)
      .send(robots(serverUrlOf(app.publicUrl()).base)),
  )

  app.get('/.well-known/security.txt', (_request, reply) => {
    if (securityContact.length === 0) return reply.callNotFound()
    return reply
      .header('cache-control', 'public, max-age=86400')
      .type(text)
      .send(securityText(securityContact, app.publicUrl(), now()))
  })
}

/** Allows pages: link previews read them, and crawlers must read a page to see its `noindex`. */
function robots(base: string): string {
  const closed = ['/api/', '/openapi/', '/ipfs/'].map((path) => `Disallow: ${base}${path}\n`)
  return `User-agent: *\n${closed.join('')}`
}

/** Returns security.txt (RFC 9116). Only an https URL may be canonical. */
function securityText(contacts: string[], publicUrl: string, now: Date): string {
  const lastDay = new Date(Math.floor(now.getTime() / DAY_MS + SECURITY_DAYS) * DAY_MS)
  const lines = [
    ...contacts.map((uri) => `Contact: ${uri}`),
    `Expires: ${lastDay.toISOString().replace('.000Z', 'Z')}`,
    'Preferred-Languages: en',
    ...(publicUrl.startsWith('https:') ? [`Canonical: ${publicUrl}/.well-known/security.txt`] : []),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
