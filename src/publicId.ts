import { randomUUID } from 'node:crypto'

/**
 * The id under which anybody finds a certificate: a UUID version 7 (RFC 9562) of this millisecond whose other 74 bits
 * are all random, so that whoever knows one cannot guess its neighbours.
 */
export function newPublicId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
