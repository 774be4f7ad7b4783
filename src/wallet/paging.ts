import { MAX_ID, wholeNumber } from '../http/schemas.ts'
import { optional } from './schemas.ts'

/** Default and maximum page size. */
const PAGE = 100
const MAX_PAGE = 1000

export const pageQuery = {
  limit: optional(wholeNumber(1, MAX_PAGE))
    .transform((limit) => limit ?? PAGE)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_PAGE,
      description: `Maximum number of entries; ${PAGE} by default`,
      examples: [PAGE],
    }),
  offset: optional(wholeNumber(0, MAX_ID))
    .transform((offset) => offset ?? 0)
    .meta({ type: 'integer', minimum: 0, description: 'Number of entries to skip', examples: [0] }),
}

/** Adds parameters to a URL, without undefined ones. */
export function urlWith(url: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined)
  return `${url}?${new URLSearchParams(given)}`
}

/** Returns the `Link` header of a page with another one (RFC 8288). */
export const nextLink = (url: string) => `<${url}>; rel="next"`
