import { parseJson } from '@chancery/verify/json'
import { ed25519KeyOf } from '@chancery/verify/proof/didKey'
import { z } from 'zod'
import { isAccountOf, normalizeDid, parseAccount, type Wallet } from './did.ts'

/** The key of an issuer: a site's as Ed25519 Multikey (`z6Mk…`), or a wallet. */
export type WantedKey = { ed25519: string } | Wallet

const didDocument = z.object({
  id: z.string(),
  verificationMethod: z.array(z.unknown()).default([]),
  assertionMethod: z.array(z.unknown()).default([]),
})

const verificationMethod = z.object({
  id: z.string(),
  controller: z.string(),
  publicKeyMultibase: z.string().optional(),
  blockchainAccountId: z.string().optional(),
  expires: z.string().optional(),
  revoked: z.string().optional(),
})

type VerificationMethod = z.infer<typeof verificationMethod>

export type DidDocument = z.infer<typeof didDocument>

/** Parses a DID document (https://www.w3.org/TR/did-1.0/). Returns null for anything else. */
export function parseDidDocument(bytes: Uint8Array): DidDocument | null {
  try {
    const json: unknown = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return didDocument.safeParse(json).data ?? null
  } catch {
    return null
  }
}

/**
 * Returns the verification method under `assertionMethod` that has a key, or null. It is embedded there, or named by its
 * id and part of the same document. Methods that another DID controls, or that are revoked or expired, do not count.
 */
export function methodOf(document: DidDocument, key: WantedKey, at: Date): string | null {
  const did = normalizeDid(document.id) ?? document.id
  const absolute = (id: string) => (id.startsWith('#') ? did + id : id)
  const parsed = (entry: unknown) => verificationMethod.safeParse(entry).data ?? []
  const named = new Set(document.assertionMethod.flatMap((entry) => (typeof entry === 'string' ? absolute(entry) : [])))
  const usable = [
    ...document.verificationMethod.flatMap(parsed).filter(({ id }) => named.has(absolute(id))),
    ...document.assertionMethod.flatMap(parsed),
  ]
  const found = usable.find(
    (method) => method.controller === document.id && isInForce(method, at) && hasKey(method, key),
  )
  return found ? absolute(found.id) : null
}

/** A time that cannot be read counts as past. */
function isInForce({ expires, revoked }: VerificationMethod, at: Date): boolean {
  return [expires, revoked].every((time) => time === undefined || Date.parse(time) > at.getTime())
}

function hasKey({ publicKeyMultibase = '', blockchainAccountId = '' }: VerificationMethod, key: WantedKey): boolean {
  if ('ed25519' in key) return publicKeyMultibase === key.ed25519 && ed25519KeyOf(`did:key:${key.ed25519}`) !== null
  const account = parseAccount(blockchainAccountId)
  return account !== null && isAccountOf(key, account)
}
