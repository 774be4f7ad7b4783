import { BlockList, isIP } from 'node:net'
import { hasValidChecksum, parseAddress } from '@chancery/verify/ethereum/address'
import { z } from 'zod'
import { type IssuerKey, type IssuerKeys, isIssuerKey } from '../chain/keys/issuerKey.ts'
import { emailAddress } from './fields.ts'

/** Completes "must be …" in errors, and names the type in docs/configuration.md. */
export const kinds = z.registry<{ kind: string }>()

export function format<Schema extends z.ZodType>(kind: string, make: (error: string) => Schema): Schema {
  const schema = make(`must be ${kind}`)
  kinds.add(schema, { kind })
  return schema
}

/** Accepts digits only: JavaScript reads a space as 0 and 0x50 as 80. */
export function wholeNumber(kind: string, { min = 0, max = Number.MAX_SAFE_INTEGER }) {
  return format(kind, (error) =>
    z
      .string()
      .regex(/^\d+$/, error)
      .transform(Number)
      .refine((number) => number >= min && number <= max, error),
  )
}

export const perMinute = wholeNumber('a whole number, 0 or more', {})

export function oneOf<const Values extends readonly string[]>(values: Values) {
  return format(`one of ${values.join(', ')}`, (error) => z.enum(values, { error }))
}

export const path = format('a path', (error) => z.string().min(1, error))

export const host = format('an IP address or a host name, without port', (error) =>
  z.string().refine((text) => isIP(text) > 0 || /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(text), { error }),
)

export const httpUrl = format('an http or https URL', (error) =>
  z
    .url({ protocol: /^https?$/, normalize: true, abort: true, error })
    .refine((url) => !/[?#@]/.test(url), `${error} without user name, ? and #`),
)

/** Removes trailing slashes, because paths are appended. */
export const baseUrl = format('an http or https URL', () => httpUrl.transform((url) => url.replace(/\/+$/, '')))

export const postgresUrl = format('a postgresql:// URL', (error) => z.url({ protocol: /^postgres(ql)?$/, error }))

export const siteName = format('1 to 200 characters in one line', (error) =>
  z.string().regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]{1,200}$/u, error),
)

export const token = format('16 to 200 printable characters without spaces', (error) =>
  z.string().regex(/^[\x21-\x7e]{16,200}$/, error),
)

export const passphrase = format('12 to 1000 characters', (error) => z.string().min(12, error).max(1000, error))

export const origins = format('* or a list of origins such as https://wallet.example', (error) =>
  z.string().transform((text, context) => {
    const list = parseList(text)
    if (list.length === 1 && list[0] === '*') return '*' as const
    for (const origin of list) {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
        context.addIssue(`${error}, not ${JSON.stringify(origin)}`)
      }
    }
    return list
  }),
)

const addresses = (error: string) =>
  z
    .string()
    .transform(parseList)
    .refine((list) => list.every(isAddressOrSubnet), error)

export const proxies = format('true, false, or a list of the proxies’ addresses or subnets', (error) =>
  z.union([z.enum(['true', 'false']).transform((text) => text === 'true'), addresses(error)], { error }),
)

export const networks = format('a list of addresses or subnets', addresses)

function parseList(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

function isAddressOrSubnet(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  if (!/^[1-9]\d*$/.test(prefix)) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}

/** Keeps keys out of error messages: they are secrets. */
export const issuerKeys = format('a list of site ids and private keys such as 1=0x…, each site once', (error) =>
  z.string().transform((text, context): IssuerKeys => {
    const keys = new Map<number, IssuerKey>()
    for (const part of parseList(text)) {
      const [site = '', key = '', ...rest] = part.split('=')
      if (!/^[1-9]\d{0,9}$/.test(site) || rest.length > 0 || keys.has(Number(site)) || !isIssuerKey(key)) {
        context.addIssue(error)
        break
      }
      keys.set(Number(site), key)
    }
    return keys
  }),
)

export const privateKey = format('a private key: 32 bytes in hex, with 0x', (error) =>
  z.custom<IssuerKey>((text) => typeof text === 'string' && isIssuerKey(text), { error }),
)

/** Keeps the key out of error messages. */
export const secretsKey = format('32 bytes in hex, without 0x', (error) =>
  z
    .string()
    .regex(/^[0-9a-f]{64}$/i, error)
    .transform((text) => Uint8Array.from(Buffer.from(text, 'hex'))),
)

export const secretsKeys = format('a list of keys: 32 bytes in hex each, without 0x', (error) =>
  z
    .string()
    .transform(parseList)
    .refine((list) => list.every((text) => /^[0-9a-f]{64}$/i.test(text)), error)
    .transform((list) => list.map((text) => Uint8Array.from(Buffer.from(text, 'hex')))),
)

export const contractAddress = format(
  'the address of a contract: 20 bytes in hex, with 0x; in mixed case its checksum (EIP-55) must be right',
  (error) =>
    z.string().transform((text, context) => {
      const address = hasValidChecksum(text) ? parseAddress(text) : null
      if (!address) context.addIssue(error)
      return address ?? z.NEVER
    }),
)

export const dnsServers = format('a list of at most 4 IP addresses with or without port, each once', (error) =>
  z
    .string()
    .transform(parseList)
    .refine((list) => list.length <= 4 && new Set(list).size === list.length && list.every(isDnsServer), error),
)

/** Accepts 192.0.2.1, 192.0.2.1:53, 2001:db8::1 and [2001:db8::1]:53. */
function isDnsServer(text: string): boolean {
  if (isIP(text)) return !text.includes('%')
  const [, v6, v4, port] = /^(?:\[([^\]%]+)\]|([^:]+)):([1-9]\d{0,4})$/.exec(text) ?? []
  return Number(port ?? 0) <= 65_535 && (isIP(v6 ?? '') === 6 || isIP(v4 ?? '') === 4)
}

export const httpsUrls = format('a list of https URLs, each once', (error) =>
  z
    .string()
    .transform(parseList)
    .refine((list) => new Set(list).size === list.length && list.every(isHttpsUrl), error),
)

function isHttpsUrl(text: string): boolean {
  if (!URL.canParse(text) || /[\s#]/.test(text)) return false
  const { protocol, username, password } = new URL(text)
  return protocol === 'https:' && !username && !password
}

export const emailOrUrl = format('an email address or an https URL', (error) =>
  z.string().refine((text) => emailAddress.safeParse(text).success || isHttpsUrl(text), error),
)

export const senderAddress = format('an email address', (error) =>
  z.string().refine((text) => emailAddress.safeParse(text).success, error),
)

export const securityContact = format('a list of email addresses or of https:, mailto: or tel: URLs', (error) =>
  z.string().transform((text, context) => {
    const parts = parseList(text)
    const uris = parts.flatMap((part) => contactUri(part) ?? [])
    if (uris.length < parts.length) context.addIssue(error)
    return uris
  }),
)

/** Returns a contact as RFC 9116 writes it, or null. */
function contactUri(text: string): string | null {
  if (isHttpsUrl(text) || /^tel:\+?[\d().-]+$/.test(text)) return text
  const email = text.replace(/^mailto:/, '')
  return emailAddress.safeParse(email).success ? `mailto:${email}` : null
}

/** Keeps it out of error messages. */
export const credential = format('1 to 4000 printable characters without spaces', (error) =>
  z.string().regex(/^[\x21-\x7e]{1,4000}$/, error),
)
