import { randomUUID } from 'node:crypto'

/**
 * The id under which anybody finds a certificate: a UUID version 7 (RFC 9562) of this millisecond whose other 74 bits
 * are all random, so that whoever knows one cannot guess its neighbours.
 */
export function newPublicId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** Whether a text is a UUID, in any letter case, and so may be the id of something. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
