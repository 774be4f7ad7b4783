import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { z } from 'zod'

export type Domain = {
  /** ASCII (punycode), lower case, without a dot at the end. */
  name: string
  /** The part that its owner registered: `uni.example` of `cs.uni.example`. */
  registrable: string
}

export type DomainRefusal = keyof typeof refusals

export type ParsedDomain =
  | { accepted: true; domain: Domain }
  | { accepted: false; reason: DomainRefusal; message: string }

const refusals = {
  malformed: 'This is not a domain name. Enter a name such as uni.example, without https:// and without a path.',
  ip_address: 'This is an IP address. Enter a domain name such as uni.example.',
  single_label: 'This name has one part only. Enter a full domain name such as uni.example.',
  reserved: 'This name is for local networks and means another server in each of them. Enter a public domain name.',
  public_suffix: 'Other people register names under this one. Enter a name that you registered yourself.',
  private_suffix:
    'A hosting company gives such names to its customers. Enter a domain name that you registered yourself.',
}

/**
 * Top-level domains that no public DNS has: special-use names (IANA) and usual names of local networks. `example`, which
 * has no owner either, is missing because our documentation and tests use it.
 */
const reserved = new Set(
  'alt arpa corp domain home internal intranet invalid lan local localdomain localhost mail onion private test'.split(
    ' ',
  ),
)

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Maximum length of a domain name in ASCII (RFC 1035, without the dot at the end). */
const MAX_LENGTH = 253

/** Parses a domain name that an issuer claims: any letter case, any script, with or without a dot at the end. */
export function parseDomain(text: string): ParsedDomain {
  const given = text.length > 1000 ? '' : text.trim()
  if (isIP(given.replace(/^\[(.*)\]$/, '$1'))) return refused('ip_address')
  // The URL parser behind domainToASCII would cut off a port or a path. Labels in other scripts get longer by it.
  if (given.length > MAX_LENGTH + 1 || /[^a-z0-9.\u0080-\u{10ffff}-]/iu.test(given)) return refused('malformed')
  const name = domainToASCII(given).replace(/\.$/, '')
  if (isIP(name)) return refused('ip_address')
  const labels = name.split('.')
  if (name.length > MAX_LENGTH || !labels.every((part) => label.test(part))) return refused('malformed')
  if (reserved.has(labels.at(-1) ?? '')) return refused('reserved')
  if (labels.length === 1) return refused('single_label')
  const { domain, isPrivate } = parse(name, { allowPrivateDomains: true, extractHostname: false })
  if (!domain) return refused('public_suffix')
  return isPrivate ? refused('private_suffix') : { accepted: true, domain: { name, registrable: domain } }
}

/** Transforms the text of a schema into a domain. Adds the message of a refusal. */
export function toDomain(text: string, context: z.RefinementCtx): Domain {
  const parsed = parseDomain(text)
  if (parsed.accepted) return parsed.domain
  context.addIssue(parsed.message)
  return z.NEVER
}

function refused(reason: DomainRefusal): ParsedDomain {
  return { accepted: false, reason, message: refusals[reason] }
}

/** Returns whether a DNS name is the registrable domain of `domain` or below it. */
export function isWithinRegistrable(name: string, { registrable }: Domain): boolean {
  return isBelow(withoutDot(name.toLowerCase()), registrable) || withoutDot(name.toLowerCase()) === registrable
}

export type Relation = 'same' | 'above' | 'below' | 'other'

/**
 * Returns the relation of a domain to the host of PUBLIC_URL: the same name, above it (`uni.example` of `certs.uni.example`),
 * below it, or another name.
 */
export function relationTo(publicUrlHost: string, { name }: Domain): Relation {
  const host = withoutDot(domainToASCII(publicUrlHost))
  if (name === host) return 'same'
  if (isBelow(host, name)) return 'above'
  return isBelow(name, host) ? 'below' : 'other'
}

/** Returns a domain as pages show it: in punycode if it is not ASCII, because letters of two scripts look alike. */
export function shownDomain(text: string): string {
  const ascii = domainToASCII(text)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  return withoutDot(ascii || text.replace(/[^\x00-\x7f]/g, '?'))
}

function isBelow(name: string, parent: string): boolean {
  return parent !== '' && name.endsWith(`.${parent}`)
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '')
}
