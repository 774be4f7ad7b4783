import { createHmac, timingSafeEqual } from 'node:crypto'

/** A learner of a site, who gets its mails. */
export type Subscriber = { siteId: number; userId: string }

const PREFIX = 'chu_'
const MAC_BYTES = 16

/** Returns the token with which a learner unsubscribes from a site's mails. It does not expire. */
export function unsubscribeToken(key: Uint8Array, { siteId, userId }: Subscriber): string {
  const whose = Buffer.from(`${siteId}/${userId}`)
  return PREFIX + Buffer.concat([macOf(key, whose), whose]).toString('base64url')
}

/** Returns the learner of a token; null if this server did not make it. */
export function subscriberOf(key: Uint8Array, token: string): Subscriber | null {
  if (!token.startsWith(PREFIX)) return null
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url')
  const whose = bytes.subarray(MAC_BYTES)
  if (whose.length === 0 || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(key, whose))) return null
  const [siteId = '', ...userId] = whose.toString().split('/')
  return { siteId: Number(siteId), userId: userId.join('/') }
}

export function unsubscribeAddress(publicUrl: string, key: Uint8Array, subscriber: Subscriber): string {
  return `${publicUrl}/unsubscribe/${unsubscribeToken(key, subscriber)}`
}

function macOf(key: Uint8Array, whose: Uint8Array): Buffer {
  return createHmac('sha256', key).update('unsubscribe ').update(whose).digest().subarray(0, MAC_BYTES)
}
