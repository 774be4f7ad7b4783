import type { Address } from '@chancery/verify/ethereum/address'
import { parseExpectedIssuer } from '@chancery/verify/proof/expectedIssuer'
import { InvalidArgumentError, Option } from 'commander'
import { encodingNamed, unknownCharset } from '../core/charset.ts'
import { webUrl, writtenAddress } from '../core/fields.ts'
import { parseDomain } from '../issuers/confirm/domain.ts'
import { courseKey } from '../lms/courses/schemas.ts'
import type { CourseKey } from '../lms/courses/service.ts'
import { FIRST_EXPIRY, type GivenDate, notADate, numberOrText, readDate } from '../lms/dates.ts'

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Must be a whole number.')
  return Number(text)
}

/** Option for the charset of a text file. */
export function charsetOption(): Option {
  const description = 'charset of the file, such as windows-1252 (default: UTF-8, or as its byte order mark says)'
  return new Option('--charset <name>', description).argParser((name: string) => {
    if (encodingNamed(name) !== undefined) return name
    throw new InvalidArgumentError(unknownCharset(name))
  })
}

/** Accepts the id of a course, or `ext:` and its external id. */
export function courseOption(text: string): CourseKey {
  const { success, data } = courseKey.safeParse(text)
  if (success) return data
  throw new InvalidArgumentError('Must be a whole number, or ext: and an external id.')
}

export function expiryDate(text: string): GivenDate {
  const given = readDate(numberOrText(text), FIRST_EXPIRY)
  if (given) return given
  throw new InvalidArgumentError(notADate('The date', text, FIRST_EXPIRY))
}

/** Returns the address of a wallet in normal form. */
export function walletAddress(text: string): Address {
  const { success, data, error } = writtenAddress.safeParse(text)
  if (success) return data
  throw new InvalidArgumentError(error.issues[0]?.message ?? '')
}

export function webPage(text: string): string {
  if (webUrl(200).safeParse(text).success) return text
  throw new InvalidArgumentError('Must be an http or https URL.')
}

/** Returns an issuer in normal form: address of a wallet, did:pkh, did:web or domain. */
export function issuerName(text: string): string {
  const isDomain = !/^(0x|did:)/i.test(text)
  const [, wallet] = /^(?:did:pkh:.*:)?(0x[0-9a-f]{40})$/i.exec(text) ?? []
  if (wallet !== undefined) walletAddress(wallet)
  const issuer = isDomain ? domainName(text) : parseExpectedIssuer(text)
  if (issuer) return issuer
  throw new InvalidArgumentError('Must be the address of a wallet (0x…), a did:pkh, a did:web or a domain.')
}

/** Returns the domain in punycode. */
export function domainName(text: string): string {
  const parsed = parseDomain(text)
  if (parsed.accepted) return parsed.domain.name
  throw new InvalidArgumentError(parsed.message)
}
