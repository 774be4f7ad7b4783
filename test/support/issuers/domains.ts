import { type Domain, parseDomain } from '../../../src/issuers/confirm/domain.ts'

/** Parses a domain that is valid. */
export function domainOf(text: string): Domain {
  const parsed = parseDomain(text)
  if (!parsed.accepted) throw new Error(`${text}: ${parsed.message}`)
  return parsed.domain
}
