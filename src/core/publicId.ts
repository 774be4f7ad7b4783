import { randomUUID } from 'node:crypto'

/** Returns a UUID version 7 (RFC 9562) of this millisecond. Its other 74 bits are random, so ids cannot be guessed. */
export function newPublicId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
