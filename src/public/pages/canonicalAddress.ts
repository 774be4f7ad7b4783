import { publicIdIn } from '@chancery/verify/publicIdIn'
import type { FastifyRequest } from 'fastify'

/** Returns the address of a certificate's page or JSON for its number, or for its id in another form. Null for other text. */
export function canonicalAddress({ url, routeOptions }: FastifyRequest, base: string, typed: string): string | null {
  const publicId = publicIdIn(typed)
  if (!publicId) return null
  const ending = routeOptions.url?.endsWith('.json') ? '.json' : ''
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return `${base}/verify/${publicId}${ending}${query}`
}
