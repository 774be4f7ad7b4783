import { type ClientCode, clientError } from './errors.ts'
import type { Certificate, Course, User } from './types.ts'

/** A confirmation of the site's issuer by its domain or by a registry. Times are Unix seconds. */
export type ConfirmationChange =
  | { confirmedBy: 'dns' | 'did_web'; domain: string; confirmedSince?: number }
  | { confirmedBy: 'registry'; registry: string; confirmedSince?: number }

type EventOf<Type extends string, Body> = {
  /** Unix seconds. The name is Konstantly's. */
  occuredAt: number
  type: Type
  body: Body
}

/** An event. `type` decides the body. Ignore types that you do not know: a newer server may have more. */
export type WebhookEvent =
  | EventOf<'Course/Published' | 'Course/Unpublished', { course: Course }>
  | EventOf<'User/Created' | 'User/Edited', { user: User }>
  | EventOf<'Certificate/Issued' | 'Certificate/Revoked' | 'Certificate/Expired', { certificate: Certificate }>
  | EventOf<'Issuer/Confirmed' | 'Issuer/Failing' | 'Issuer/Lapsed', { issuer: ConfirmationChange }>

/** Headers of a request: of `fetch`, or of Node. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>

export type WebhookOptions = {
  /** Maximum age of a delivery, and its maximum distance in the future. Default: 300. */
  toleranceSeconds?: number
  /** Default: the current time. */
  now?: Date
}

/**
 * Verifies the signature and the time of a webhook (Standard Webhooks) and returns its event. `body` is the body as it was
 * received, not parsed. Several secrets serve while you change them. Throws ChanceryError with a code `webhook.…`.
 */
async function verify(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { toleranceSeconds = 300, now = new Date() }: WebhookOptions = {},
): Promise<WebhookEvent> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => {
    return headerOf(headers, name) ?? fail('webhook.malformed', `The header ${name} is missing.`)
  }) as [string, string, string] // One for each name.
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const head = new TextEncoder().encode(`${id}.${timestamp}.`)
  const signed = new Uint8Array(head.length + bytes.length)
  signed.set(head)
  signed.set(bytes, head.length)
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? (fromBase64(one.slice(3)) ?? []) : []))
  const isGenuine = await anyOf([secret].flat(), async (one) => {
    const key = await keyOf(one)
    return anyOf(given, (signature) => crypto.subtle.verify('HMAC', key, signature, signed))
  })
  if (!isGenuine)
    fail(
      'webhook.wrong_signature',
      'The signature does not match. Verify the body as it was received, with the secret of this webhook.',
    )
  // After the signature, so that strangers do not learn the clock.
  const seconds = Number(timestamp)
  const away = Math.round(now.getTime() / 1000 - seconds)
  if (!(Math.abs(away) <= toleranceSeconds)) {
    fail(
      'webhook.wrong_time',
      `The webhook was signed ${Math.abs(away)} s ${away > 0 ? 'ago' : 'in the future'}. Check the clock of this computer.`,
    )
  }
  return readEvent(bytes)
}

export const webhooks = { verify }

function readEvent(bytes: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) // The server signed it.
  } catch {
    return fail('webhook.malformed', 'The body is not JSON.')
  }
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : value?.[0]
}

async function keyOf(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''))
  if (!bytes?.length) throw new TypeError('The secret must be that of the webhook: whsec_ and base64.')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

async function anyOf<Item>(items: readonly Item[], test: (item: Item) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await test(item)) return true
  return false
}

function fail(code: ClientCode & `webhook.${string}`, message: string): never {
  throw clientError(code, message)
}
