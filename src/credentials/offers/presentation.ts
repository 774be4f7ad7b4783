import { bundledContexts, contextProblem } from '@chancery/verify/credential/contexts'
import { isKnownProof, verifyProof } from '@chancery/verify/credential/dataIntegrity'
import { idOf, isObject, type JsonObject, listOf } from '@chancery/verify/credential/json'
import { ed25519KeyOf } from '@chancery/verify/proof/didKey'
import { Problem } from '../../core/problem.ts'

/** What a wallet must sign (Verifiable Presentation Request: `DIDAuthentication`). */
export type PresentationRequest = { challenge: string; domain: string }

/** Timeout (ms) of the check. */
const DEADLINE_MS = 3000

/**
 * Returns the did:key that signed a presentation for this request. Throws `presentation.invalid`.
 */
export async function provenDid(presentation: unknown, request: PresentationRequest): Promise<string> {
  if (!isObject(presentation) || !listOf(presentation.type).includes('VerifiablePresentation')) {
    throw refusal('It is not a verifiable presentation.')
  }
  const proof = onlyProofOf(presentation)
  requireAnswer(proof, request)
  const did = didOf(proof)
  const key = ed25519KeyOf(did)
  if (!key) throw refusal('Its key must be the Ed25519 key of a did:key.')
  if (presentation.holder !== undefined && idOf(presentation.holder) !== did) {
    throw refusal('The holder is not the owner of the key.')
  }
  if (!(await isSigned(presentation, proof, key))) throw refusal('The signature is not of this key and content.')
  return did
}

/** Returns the DID of a key's address, `did:key:z…#z…`. */
function didOf({ verificationMethod }: JsonObject): string {
  const [did = '', fragment] = (idOf(verificationMethod) ?? '').split('#')
  return did === `did:key:${fragment}` ? did : ''
}

function onlyProofOf({ proof }: JsonObject): JsonObject {
  const [only, ...others] = listOf(proof)
  if (!isObject(only) || others.length > 0) throw refusal('It needs exactly one proof.')
  if (!isKnownProof(only)) throw refusal('The proof must be eddsa-rdfc-2022 or Ed25519Signature2020.')
  return only
}

function requireAnswer({ proofPurpose, challenge, domain }: JsonObject, request: PresentationRequest): void {
  if (proofPurpose !== 'authentication') throw refusal('The purpose of the proof must be authentication.')
  if (challenge !== request.challenge) throw refusal('It answers another challenge.')
  if (domain !== request.domain) throw refusal(`It is for another domain than ${request.domain}.`)
}

async function isSigned(presentation: JsonObject, proof: JsonObject, key: Uint8Array): Promise<boolean> {
  const contexts = await bundledContexts()
  const problem = contextProblem(presentation, contexts)
  if (problem) throw refusal(`Its context cannot be used: ${problem.context}`)
  try {
    return await verifyProof(presentation, proof, key, contexts, AbortSignal.timeout(DEADLINE_MS))
  } catch (error) {
    throw new Problem('presentation.invalid', 'The presentation has fields that no context defines.', undefined, {
      cause: error,
    })
  }
}

function refusal(reason: string): Problem {
  return new Problem('presentation.invalid', `The presentation cannot be accepted: ${reason}`)
}
