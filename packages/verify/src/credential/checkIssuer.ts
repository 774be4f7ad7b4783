import type { ProofFault } from '../texts/credentials/en.ts'
import { NotCanonical } from './canonicalize.ts'
import { contextProblem } from './contexts.ts'
import { isKnownProof, verifyProof } from './dataIntegrity.ts'
import { isObject, type JsonObject, listOf, textOf } from './json.ts'
import { isAcceptedAlgorithm, type Jwt, verifyJwt } from './jwt.ts'
import type { Credential } from './readCredential.ts'
import { type ResolvedKey, resolveKey } from './resolveKey.ts'
import type { Context, Result } from './result.ts'

/** Checks that all fields mean what was signed. The signature of a JWT covers its text, whatever its contexts are. */
export function checkContent({ document, jwt }: Credential, { contexts }: Context): Result {
  const problem = jwt ? null : contextProblem(document, contexts)
  if (!problem) return { outcome: 'passed', code: 'content.as_signed', evidence: {} }
  const evidence = { context: problem.context }
  return problem.problem === 'redefined'
    ? { outcome: 'failed', code: 'content.redefined', evidence }
    : { outcome: 'unknown', code: 'content.unknown_context', evidence }
}

/** Checks that a key of the issuer signed. Every known proof must be good: a bad one shows a change. */
export async function checkIssuer(credential: Credential, context: Context): Promise<Result> {
  const { document, jwt, issuer: did } = credential
  if (jwt) return checkJwt(jwt, did, document, context)
  if (contextProblem(document, context.contexts)?.problem === 'unknown') return unsupported(did)
  const proofs = listOf(document.proof)
  if (proofs.length === 0) return { outcome: 'failed', code: 'issuer.no_signature', evidence: {} }
  if (proofs.length > 4) return unsupported(did)
  const known = proofs.filter(isObject).filter(isKnownProof)
  const results: Result[] = []
  for (const proof of known) results.push(await checkProof(document, proof, did, context))
  return (
    results.find(({ outcome }) => outcome === 'failed') ??
    results.find(({ outcome }) => outcome === 'unknown') ??
    results[0] ??
    unsupported(did)
  )
}

async function checkProof(document: JsonObject, proof: JsonObject, did: string, context: Context): Promise<Result> {
  const { contexts, now, fetchDocument, signal } = context
  const wrong = (reason: ProofFault): Result => ({
    outcome: 'failed',
    code: 'issuer.wrong_proof',
    evidence: { reason },
  })
  if (proof.proofPurpose !== 'assertionMethod') return wrong('other_purpose')
  const method = textOf(proof, 'verificationMethod')
  if (method === null) return wrong('no_key')
  const expires = textOf(proof, 'expires')
  if (expires !== null && !(Date.parse(expires) > now.getTime())) return wrong('expired')
  const resolved = await resolveKey(method, did, fetchDocument, signal)
  if (resolved.outcome !== 'found') return unresolved(resolved.outcome, did, method)
  if (!('ed25519' in resolved.key)) return unsupported(did)
  try {
    const isSigned = await verifyProof(document, proof, resolved.key.ed25519, contexts, signal)
    return signedOrNot(isSigned, did)
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
    if (/iterations/i.test(error.message)) return { outcome: 'unknown', code: 'content.too_complex', evidence: {} }
    return { outcome: 'failed', code: 'content.undefined_term', evidence: { reason: error.message.slice(0, 200) } }
  }
}

async function checkJwt(jwt: Jwt, did: string, document: JsonObject, context: Context): Promise<Result> {
  const { header, payload } = jwt
  if (!isAcceptedAlgorithm(jwt)) {
    const evidence = { algorithm: String(header.alg).slice(0, 40) }
    return { outcome: 'failed', code: 'issuer.wrong_algorithm', evidence }
  }
  const subject = listOf(document.credentialSubject)[0]
  const isOther = (claim: unknown, value: unknown) => claim !== undefined && value !== undefined && claim !== value
  if (isOther(payload.iss, did)) {
    return { outcome: 'failed', code: 'issuer.wrong_proof', evidence: { reason: 'other_issuer' } }
  }
  if (isOther(payload.sub, isObject(subject) ? subject.id : undefined) || isOther(payload.jti, document.id)) {
    return { outcome: 'failed', code: 'issuer.wrong_proof', evidence: { reason: 'contradiction' } }
  }
  const kid = textOf(header, 'kid')
  // A did:key and a did:jwk have one key, so these may leave the key out.
  const isOneKey = /^did:(key|jwk):/.test(did)
  if (kid === null && !isOneKey) return unsupported(did)
  const method = kid === null ? did : kid.startsWith('did:') ? kid : `${did}#${kid.replace(/^#/, '')}`
  const resolved = await resolveKey(method, did, context.fetchDocument, context.signal)
  if (resolved.outcome !== 'found') return unresolved(resolved.outcome, did, method)
  return signedOrNot(await verifyJwt(jwt, resolved.key), did)
}

function signedOrNot(isSigned: boolean, did: string): Result {
  return isSigned
    ? { outcome: 'passed', code: 'issuer.signed', evidence: { did } }
    : { outcome: 'failed', code: 'issuer.not_signed', evidence: { did } }
}

function unresolved(outcome: Exclude<ResolvedKey['outcome'], 'found'>, did: string, method: string): Result {
  if (outcome === 'other') return { outcome: 'failed', code: 'issuer.other_key', evidence: { did, method } }
  if (outcome === 'unsupported') return unsupported(did)
  return { outcome: 'unknown', code: 'issuer.unreachable', evidence: { did } }
}

function unsupported(did: string): Result {
  return { outcome: 'unknown', code: 'issuer.unsupported', evidence: { did } }
}
