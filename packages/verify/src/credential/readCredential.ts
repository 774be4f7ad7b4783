import { parseJson } from '../json.ts'
import type { CredentialTexts } from '../texts/credentials/en.ts'
import { idOf, isObject, type JsonObject, listOf } from './json.ts'
import { credentialIn, type Jwt, readJwt } from './jwt.ts'
import { isPng, NotBaked, unbakePng, unbakeSvg } from './unbake.ts'

/** The input is not a credential, or is too large. */
export class UnreadableCredential extends Error {
  readonly reason: UnreadableReason

  constructor(reason: UnreadableReason, message: string) {
    super(message)
    this.reason = reason
  }
}

export type UnreadableReason = keyof CredentialTexts['unreadable']

export type Credential = { document: JsonObject; issuer: string; jwt: Jwt | null }

/** Largest picture and largest credential, in bytes or characters, and most objects and values in a credential. */
const MAX_PICTURE = 10_000_000
const MAX_CREDENTIAL = 2_000_000
const MAX_VALUES = 5000

/** Reads JSON (text or object), a JWT, a baked PNG or a baked SVG. Throws UnreadableCredential. */
export function readCredential(source: string | Uint8Array | object): Credential {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) return fromJson(textOfObject(source))
  if (source.length > MAX_PICTURE) throw new UnreadableCredential('too_large', `Larger than ${MAX_PICTURE} bytes.`)
  try {
    if (source instanceof Uint8Array && isPng(source)) return fromText(unbakePng(source))
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source)
    return fromText(/^\uFEFF?\s*</.test(text) ? unbakeSvg(text) : text)
  } catch (error) {
    if (error instanceof NotBaked) throw new UnreadableCredential(error.reason, error.message)
    throw error
  }
}

function textOfObject(source: object): string {
  try {
    return JSON.stringify(source) ?? ''
  } catch {
    throw new UnreadableCredential('not_a_credential', 'Not JSON.')
  }
}

function fromText(text: string): Credential {
  const trimmed = text.trim()
  if (trimmed.length > MAX_CREDENTIAL)
    throw new UnreadableCredential('too_large', `Longer than ${MAX_CREDENTIAL} characters.`)
  if (trimmed.startsWith('{')) return fromJson(trimmed)
  const jwt = readJwt(trimmed)
  if (!jwt) throw new UnreadableCredential('not_a_credential', 'Neither JSON nor a JWT.')
  ensureSmall(jwt.payload)
  return credentialOf(credentialIn(jwt), jwt)
}

function fromJson(text: string): Credential {
  if (text.length > MAX_CREDENTIAL)
    throw new UnreadableCredential('too_large', `Longer than ${MAX_CREDENTIAL} characters.`)
  let document: unknown
  try {
    document = parseJson(text)
  } catch {
    throw new UnreadableCredential('not_a_credential', 'Not JSON, or nested too deeply.')
  }
  ensureSmall(document)
  return credentialOf(document, null)
}

function ensureSmall(document: unknown): void {
  const waiting = [document]
  for (let count = 0; waiting.length > 0; count += 1) {
    const value = waiting.pop()
    const inner = typeof value === 'object' && value !== null ? Object.values(value) : []
    if (count + inner.length > MAX_VALUES)
      throw new UnreadableCredential('too_large', `More than ${MAX_VALUES} values.`)
    waiting.push(...inner)
  }
}

function credentialOf(document: unknown, jwt: Jwt | null): Credential {
  if (!isObject(document) || !listOf(document.type).includes('VerifiableCredential')) {
    throw new UnreadableCredential('not_a_credential', 'Not a verifiable credential.')
  }
  const issuer = idOf(document.issuer)
  if (issuer === null || issuer.length > 2048)
    throw new UnreadableCredential('incomplete', 'The credential names no issuer.')
  if (!isObject(document.credentialSubject) && listOf(document.credentialSubject).length === 0) {
    throw new UnreadableCredential('incomplete', 'The credential says nothing of a subject.')
  }
  return { document, issuer, jwt }
}
