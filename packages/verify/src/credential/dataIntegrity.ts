import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeBase58, encodeBase58 } from '../base58.ts'
import { verifyEd25519 } from '../proof/verifyEd25519.ts'
import { canonicalize } from './canonicalize.ts'
import { bundledContexts, type Contexts } from './contexts.ts'
import { type JsonObject, listOf } from './json.ts'

const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'

export type SigningKey = {
  /** Ed25519 seed of 32 bytes, or a function that signs with it. */
  secretKey: Uint8Array | ((bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>)
  /** The key as verifiers find it: `<DID of the issuer>#<public key as Multikey>`. */
  verificationMethod: string
}

export type SignOptions = {
  /** Time of the signature. Default: now. */
  created?: Date | undefined
  /** Contexts that this package does not have, by address. */
  contexts?: Contexts | undefined
}

/**
 * Signs a credential by eddsa-rdfc-2022. Returns it with the proof. Throws NotCanonical if a term of the credential has no
 * definition, because such a field would not be signed.
 */
export async function signCredential(
  document: JsonObject,
  { secretKey, verificationMethod }: SigningKey,
  { created = new Date(), contexts }: SignOptions = {},
): Promise<JsonObject & { proof: JsonObject }> {
  const proof: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: created.toISOString().replace('.000Z', 'Z'),
    verificationMethod,
    proofPurpose: 'assertionMethod',
  }
  const { proof: _, ...unsigned } = document
  const known = new Map([...(contexts ?? []), ...(await bundledContexts())])
  const hash = await signedBytes(unsigned, { ...proof, '@context': contextOfProof(unsigned) }, known)
  const signature = secretKey instanceof Uint8Array ? ed25519.sign(hash, secretKey) : await secretKey(hash)
  return { ...unsigned, proof: { ...proof, proofValue: encodeBase58(signature) } }
}

/** Says whether this package can verify proofs of this kind. */
export function isKnownProof({ type, cryptosuite, previousProof }: JsonObject): boolean {
  if (previousProof !== undefined) return false
  return type === 'Ed25519Signature2020' || (type === 'DataIntegrityProof' && cryptosuite === 'eddsa-rdfc-2022')
}

/** Verifies one proof of a document with an Ed25519 key. Throws NotCanonical. */
export async function verifyProof(
  { proof: _, ...unsigned }: JsonObject,
  proof: JsonObject,
  publicKey: Uint8Array,
  contexts: Contexts,
  signal?: AbortSignal,
): Promise<boolean> {
  const { proofValue, ...options } = proof
  const signature = typeof proofValue === 'string' ? decodeBase58(proofValue) : null
  if (signature?.length !== 64) return false
  if (options['@context'] !== undefined && !isStartOf(options['@context'], unsigned['@context'])) return false
  const context = options['@context'] ?? unsigned['@context']
  const hash = await signedBytes({ ...unsigned, '@context': context }, options, contexts, signal)
  return verifyEd25519(publicKey, hash, signature)
}

/**
 * Returns the contexts by which the options of a proof are read. Version 2.0 defines and protects their terms, so other contexts
 * change nothing. To leave them out saves a third of the time of a signature.
 */
function contextOfProof({ '@context': all }: JsonObject): unknown {
  return listOf(all)[0] === CREDENTIALS_V2 ? CREDENTIALS_V2 : all
}

/** Returns what is signed, in both suites: the hash of the proof's options, and that of the document. */
async function signedBytes(
  document: JsonObject,
  options: JsonObject,
  contexts: Contexts,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const config = await canonicalize({ '@context': document['@context'], ...options }, contexts, signal)
  const content = await canonicalize(document, contexts, signal)
  return concatBytes(sha256(utf8ToBytes(config)), sha256(utf8ToBytes(content)))
}

function isStartOf(start: unknown, whole: unknown): boolean {
  const all = listOf(whole)
  return listOf(start).every((context, at) => JSON.stringify(context) === JSON.stringify(all[at]))
}
