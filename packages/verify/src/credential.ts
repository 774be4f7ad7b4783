import { readCredential } from './credential/readCredential.ts'
import { type CredentialResult, type VerifyCredentialOptions, verifyRead } from './credential/verifyRead.ts'

// Public API of @chancery/verify/credential.

export { NotCanonical } from './credential/canonicalize.ts'
export { type SigningKey, type SignOptions, signCredential } from './credential/dataIntegrity.ts'
export { UnreadableCredential } from './credential/readCredential.ts'
export type { FetchDocument, FetchedDocument } from './credential/resolveKey.ts'
export type { CredentialCheck, FindInRegistry } from './credential/result.ts'
export type { CredentialIssuer } from './credential/verifyRead.ts'
export type { CredentialResult, VerifyCredentialOptions }

/**
 * Verifies an Open Badge 3.0 or another verifiable credential (1.1, 2.0): JSON, a JWT, or a PNG or SVG that carries one. Throws
 * UnreadableCredential if it is none.
 */
export async function verifyCredential(
  source: string | Uint8Array | object,
  options: VerifyCredentialOptions = {},
): Promise<CredentialResult> {
  return verifyRead(readCredential(source), options)
}
