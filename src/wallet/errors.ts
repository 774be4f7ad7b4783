import { definitionOf } from '../core/problemCodes.ts'
import type { Failure } from '../http/failure.ts'

/** Returns the challenge of a 401: sign, or sign in again (RFC 6750). */
export function challengeOf({ code }: Failure): Record<string, string> {
  if (code === 'session.invalid') return { 'www-authenticate': 'Bearer error="invalid_token"' }
  return code.startsWith('signature.') || code === 'nonce.invalid' ? { 'www-authenticate': 'EthereumSignature' } : {}
}

/**
 * Builds a BDN error: `{ error }` for a rejected request (a text, or an object of field → texts), `{ status: "denied"
 * }` for the wrong wallet, `{ detail }` otherwise.
 */
export function shape({ status, code, message, fields }: Failure) {
  const { wallet } = definitionOf(code)
  if (wallet === 'denied') return { status: 'denied' }
  if (wallet) return { error: { [wallet]: [message] } }
  if (status === 404) return { detail: 'Not found.' }
  if (status === 400 || status === 413) return { error: fields ?? message }
  return { detail: message }
}
