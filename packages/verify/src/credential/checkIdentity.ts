import type { Credential } from './readCredential.ts'
import { didWebUrl } from './resolveKey.ts'
import type { Context, Result } from './result.ts'

/**
 * Checks whether a domain or registry confirms the issuer. `isSigned` says whether a key of the issuer signed: only then does the
 * domain of a did:web confirm anything.
 */
export async function checkIdentity(
  { issuer: did }: Credential,
  { expectedIssuer: expected, findInRegistry, signal }: Context,
  isSigned: Promise<'passed' | 'failed' | 'skipped' | 'unknown'>,
): Promise<Result> {
  const domain = await confirmingDomain(did)
  if (expected !== undefined) {
    const isNamed = expected === did || (domain !== null && expected === domain)
    if (!isNamed) return { outcome: 'failed', code: 'identity.other', evidence: { issuer: did, expected } }
    return { outcome: 'passed', code: 'identity.named', evidence: { issuer: expected } }
  }
  const answer = await findInRegistry?.(did, signal)
  if (answer?.outcome === 'listed') {
    const { name: listedName, registry, domain } = answer
    return { outcome: 'passed', code: 'identity.registry', evidence: { listedName, registry, domain } }
  }
  const signed = domain === null ? null : await isSigned
  if (domain !== null && signed === 'passed')
    return { outcome: 'passed', code: 'identity.did_web', evidence: { domain } }
  if (signed === 'unknown' || answer?.outcome === 'unavailable') {
    return { outcome: 'unknown', code: 'identity.unreachable', evidence: { did } }
  }
  const place = didWebUrl(did)?.slice('https://'.length, -'/did.json'.length)
  if (place && domain === null) return { outcome: 'failed', code: 'identity.hosted', evidence: { place } }
  return { outcome: 'failed', code: 'identity.none', evidence: { did } }
}

/**
 * Returns the domain that a did:web speaks for. Null for one with a path or a port, and below a suffix where a provider gives names
 * to anyone (github.io).
 */
async function confirmingDomain(did: string): Promise<string | null> {
  const [, host] = /^did:web:([a-z\d.-]+)$/i.exec(did) ?? []
  if (!host) return null
  const { parse } = await import('tldts')
  const { domain, isPrivate, isIcann, isIp, hostname } = parse(host, { allowPrivateDomains: true })
  return domain && isIcann && !isPrivate && !isIp ? hostname : null
}
