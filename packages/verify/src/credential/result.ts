import type { Dimension, Outcome } from '../checks/check.ts'
import type { CredentialTexts } from '../texts/credentials/en.ts'
import type { Contexts } from './contexts.ts'
import type { FetchDocument } from './resolveKey.ts'

type Messages = CredentialTexts['messages']

export type Code = keyof Messages

type EvidenceFor<C extends Code> = Parameters<Messages[C]> extends [infer Evidence] ? Evidence : object

export type Result = { [C in Code]: { outcome: Outcome; code: C; evidence: EvidenceFor<C> } }[Code]

export type CheckName = 'content' | 'issuer' | 'identity' | 'expiry' | 'revocation'

export type CredentialCheck = Result & { check: CheckName; dimension: Dimension; message: string }

/** Looks up whether a registry of issuers lists a DID. Stops when the signal aborts. */
export type FindInRegistry = (did: string, signal: AbortSignal) => Promise<RegistryAnswer>

/** `domain` is null if the registry lists none. `unavailable` says nothing about the issuer. */
export type RegistryAnswer =
  | { outcome: 'listed'; name: string; registry: string; domain: string | null }
  | { outcome: 'not_listed' | 'unavailable' }

export type Context = {
  now: Date
  contexts: Contexts
  fetchDocument: FetchDocument
  findInRegistry: FindInRegistry | undefined
  expectedIssuer: string | undefined
  signal: AbortSignal
}
