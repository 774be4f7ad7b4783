import type { Address } from '../ethereum/address.ts'
import { accountDid, type Bundle, type BundledClaim, issuerIn } from '../proof/bundle.ts'
import { ed25519KeyOf } from '../proof/didKey.ts'
import { fromHex } from '../proof/hex.ts'
import { claimDigest, siteClaimBytes } from '../proof/issuerClaim.ts'
import type { Check, Outcome, Result } from './check.ts'
import { checkSignature, type SignaturePorts } from './checkSignature.ts'
import type { CheckResult } from './runChecks.ts'

/** Looks up whether an issuer is the one that it claims to be. Stops when the signal aborts. */
export type ConfirmIssuer = (question: IssuerQuestion, signal: AbortSignal) => Promise<IssuerAnswer>

export type IssuerQuestion = {
  /** The wallet that must have signed the certificate. */
  address: Address
  chainId: number
  /** The wallet may be a contract. On another chain, anyone may own a contract at the same address. */
  byContract: boolean
  /** DID that the issuer must have. A did:web must list the wallet in its document. */
  did: string
  /** Domain that must confirm the issuer. Null: only the DID counts. */
  domain: string | null
  /** did:key of the key that signed the claim of the domain. The document of the DID must list it. Null for wallets. */
  key: string | null
}

/** `unavailable` says nothing about the issuer. */
export type IssuerAnswer =
  | { outcome: 'confirmed'; way: 'dns' | 'did_web' }
  | { outcome: 'not_confirmed' }
  | { outcome: 'unavailable' }

export type IdentityPorts = SignaturePorts & {
  /** Address, did:pkh, did:web or domain that the caller knows, in normal form. */
  expectedIssuer?: string | undefined
  /** Unset without a network. */
  confirmIssuer?: ConfirmIssuer | undefined
}

/** Checks that the issuer is the one that the caller named, or that its domain confirms it. */
export const bundleIdentity: Check<{ bundle: Bundle }, IdentityPorts> = {
  name: 'identity',
  dimension: 'identity',
  run({ bundle }, ports, signal) {
    const { expectedIssuer: expected } = ports
    const { issuer: address } = bundle.certificate
    if (expected?.startsWith('0x')) return comparison(address, expected)
    if (expected?.startsWith('did:pkh:')) return comparison(accountDid(bundle), expected)
    return expected?.startsWith('did:') ? checkDid(bundle, expected, ports, signal) : checkDomain(bundle, ports, signal)
  },
}

function comparison(issuer: string, expected: string): Result {
  return issuer === expected
    ? { outcome: 'passed', code: 'identity.named', evidence: { issuer, hostedAt: hostedAt(issuer) } }
    : { outcome: 'failed', code: 'identity.other', evidence: { issuer, expected } }
}

/** Returns the place of a did:web with a path, which the host may give to anyone. Null for all other issuers. */
function hostedAt(issuer: string): string | null {
  const [, host, path] = /^did:web:([^:]+):(.+)$/.exec(issuer) ?? []
  return host && path ? `${host.replace(/%3a/i, ':')}/${path.replaceAll(':', '/')}` : null
}

/** Only the document of a did:web shows that its issuer signs with this wallet. */
async function checkDid(
  bundle: Bundle,
  expected: string,
  { confirmIssuer }: IdentityPorts,
  signal: AbortSignal,
): Promise<Result> {
  const { did } = issuerIn(bundle)
  if (!confirmIssuer && did !== expected) return comparison(did, expected)
  const answer = await confirmIssuer?.({ ...questionOf(bundle), did: expected, domain: null, key: null }, signal)
  switch (answer?.outcome) {
    case 'confirmed':
      return comparison(expected, expected)
    case 'not_confirmed':
      return comparison(bundle.certificate.issuer, expected)
    default:
      return { outcome: 'unknown', code: 'identity.unreachable', evidence: { domain: expected } }
  }
}

async function checkDomain(
  bundle: Bundle,
  { expectedIssuer: expected, confirmIssuer, ...ports }: IdentityPorts,
  signal: AbortSignal,
): Promise<Result> {
  const { issuer: address } = bundle.certificate
  const { claim } = issuerIn(bundle)
  if (!claim) return { outcome: 'failed', code: 'identity.not_looked_up', evidence: { address, domain: null } }
  const { domain, key } = claim
  if (expected !== undefined && domain !== expected) return comparison(address, expected)
  const signed = await checkClaim(bundle, claim, ports, signal)
  if (signed === 'failed') return { outcome: 'failed', code: 'identity.claim_not_signed', evidence: { domain } }
  if (!confirmIssuer) return { outcome: 'failed', code: 'identity.not_looked_up', evidence: { address, domain } }
  const answer = await confirmIssuer({ ...questionOf(bundle), domain, key }, signal)
  switch (answer.outcome) {
    case 'confirmed':
      // Without the claim's signature, only an answer against the issuer counts.
      if (signed !== 'passed') return { outcome: 'unknown', code: 'identity.unreachable', evidence: { domain } }
      return {
        outcome: 'passed',
        code: 'identity.domain_now',
        evidence: { domain, way: answer.way, name: statedName(bundle) },
      }
    case 'not_confirmed':
      return { outcome: 'failed', code: 'identity.not_confirmed', evidence: { domain } }
    case 'unavailable':
      return { outcome: 'unknown', code: 'identity.unreachable', evidence: { domain } }
  }
}

/**
 * Checks the signature of a claim. An Ed25519 key proves nothing by itself, because anyone can put a key of their own into
 * a bundle: the document of the DID must list it.
 */
async function checkClaim(
  bundle: Bundle,
  claim: BundledClaim,
  ports: SignaturePorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const {
    certificate,
    domain: { chainId: chain },
  } = bundle
  const { did } = issuerIn(bundle)
  const { domain, at } = claim
  if (claim.by === 'ed25519') {
    const publicKey = ed25519KeyOf(claim.key)
    if (!publicKey || !(did.startsWith('did:web:') || did === claim.key)) return 'failed'
    // Loaded only when needed, because most bundles in browsers do not need it.
    const { verifyEd25519 } = await import('../proof/verifyEd25519.ts')
    const message = siteClaimBytes({ domain, issuer: did, at })
    return verifyEd25519(publicKey, message, fromHex(claim.signature)) ? 'passed' : 'failed'
  }
  if (did !== accountDid(bundle)) return 'failed'
  const signature = {
    ...{ signer: certificate.issuer, chain, bytes: fromHex(claim.signature), byContract: claim.by === 'contract' },
    digest: claimDigest(chain, { domain, issuer: certificate.issuer, at }),
  }
  return (await checkSignature(signature, ports, signal)).outcome
}

function questionOf(bundle: Bundle) {
  const { certificate, domain, signature } = bundle
  return {
    ...{ address: certificate.issuer, chainId: domain.chainId, byContract: signature?.by !== 'key' },
    did: issuerIn(bundle).did,
  }
}

/** The issuer, with nothing that only the bundle claims except its name. `did` is the wallet's unless another one is confirmed. */
export type VerifiedIssuer = {
  name: string | null
  nameConfirmed: false
  did: string
  address: Address
  /** The holder issued the certificate to itself. */
  isHolder: boolean
  domain: string | null
  confirmedBy: 'dns' | 'did_web' | null
  /** A lookup does not show since when. */
  confirmedSince: null
  lastChecked: Date | null
}

export function verifiedIssuer(bundle: Bundle, results: CheckResult[], now: Date): VerifiedIssuer {
  const { issuer: address, holder } = bundle.certificate
  const wallet: VerifiedIssuer = {
    name: statedName(bundle),
    nameConfirmed: false,
    did: accountDid(bundle),
    address,
    isHolder: address === holder,
    domain: null,
    confirmedBy: null,
    confirmedSince: null,
    lastChecked: null,
  }
  for (const { code, evidence } of results) {
    if (code === 'identity.named' && evidence.issuer.startsWith('did:')) {
      return { ...wallet, did: evidence.issuer }
    }
    if (code === 'identity.domain_now') {
      const { domain, way: confirmedBy } = evidence
      return { ...wallet, did: issuerIn(bundle).did, domain, confirmedBy, lastChecked: now }
    }
  }
  return wallet
}

/** Returns the name that the issuer gives itself. Null if the bundle hides it. */
function statedName({ certificate }: Bundle): string | null {
  for (const fact of certificate.facts) {
    if ('value' in fact && fact.name === 'institution_title') return fact.value
  }
  return null
}
