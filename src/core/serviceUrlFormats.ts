import { z } from 'zod'
import type { Bucket } from '../objects/objects.ts'
import { baseUrl, format } from './variableFormats.ts'

// Formats of the addresses of Redis, mail servers and object stores.

export const redisUrl = format('a redis:// or rediss:// URL', (error) =>
  z
    .url({ protocol: /^rediss?$/, normalize: true, abort: true, error })
    .refine((url) => /^rediss?:\/\/[^/?#]+(\/\d*)?$/.test(url) && isPercentEncoded(url), {
      error: `${error} of a host and, at most, the number of a database`,
    }),
)

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

export type SmtpServer = {
  host: string
  port: number
  /** TLS from the first byte (smtps). Otherwise the client asks for STARTTLS. */
  secure: boolean
  login: { user: string; pass: string } | null
}

/** Ports of mail submission: RFC 8314 and RFC 6409. */
const SMTP_PORTS = { 'smtps:': 465, 'smtp:': 587 }

export const smtpUrl = format('an smtp:// or smtps:// URL of a host, with user name and password or without', (error) =>
  z.string().transform((text, context): SmtpServer => {
    const server = /^smtps?:\/\/[^/?#]+\/?$/.test(text) && isPercentEncoded(text) ? smtpServerOf(text) : null
    if (server) return server
    context.addIssue(error)
    return z.NEVER
  }),
)

function smtpServerOf(text: string): SmtpServer | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, port, username, password } = new URL(text)
  if (hostname === '' || (username === '') !== (password === '')) return null
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? SMTP_PORTS[secure ? 'smtps:' : 'smtp:'] : Number(port),
    secure,
    login: username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
  }
}

/** Prefixes need no escaping in addresses and lists. */
export const bucketUrl = format(
  'an s3://bucket/prefix URL, with region and endpoint as parameters or without',
  (error) =>
    z.string().transform((text, context): Bucket => {
      const bucket = bucketOf(text)
      if (bucket) return bucket
      context.addIssue(error)
      return z.NEVER
    }),
)

function bucketOf(text: string): Bucket | null {
  const [, bucket = '', path = '', query = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.\-/]*))?(?:\?(.*))?$/.exec(text) ?? []
  const parameters = new URLSearchParams(query)
  const region = parameters.get('region') ?? 'us-east-1'
  const endpoint = parameters.get('endpoint') ?? `https://s3.${region}.amazonaws.com`
  const names = [...parameters.keys()]
  const isKnown =
    names.every((name) => name === 'region' || name === 'endpoint') && new Set(names).size === names.length
  const parts = path.replace(/\/+$/, '').split('/')
  const isPath = path === '' || parts.every((part) => part !== '' && part !== '.' && part !== '..')
  const isEndpoint = baseUrl.safeParse(endpoint)
  if (bucket === '' || !isKnown || !isPath || !/^[a-z0-9-]{1,40}$/.test(region) || !isEndpoint.success) return null
  return { bucket, region, endpoint: isEndpoint.data, prefix: path === '' ? '' : `${parts.join('/')}/` }
}
