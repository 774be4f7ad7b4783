import { concatBytes } from '@noble/hashes/utils.js'
import {
  type Bundle,
  type BundledFact,
  digestOf,
  leafOfBundled,
  revocationDigestOf,
  timeZoneIn,
} from '../proof/bundle.ts'
import { leafOf } from '../proof/facts.ts'
import { fromHex, type Hex, toHex } from '../proof/hex.ts'
import type { Texts } from '../texts/en.ts'
import { anchor } from './anchor.ts'
import { bundleIdentity, type IdentityPorts } from './bundleIdentity.ts'
import type { Check, FindAnchor } from './check.ts'
import { checkSignature } from './checkSignature.ts'
import { expiry } from './expiry.ts'
import { runChecks, type Verification } from './runChecks.ts'
import type { Anchor, IssuerSignature } from './verifiable.ts'

export type BundlePorts = IdentityPorts & {
  now: Date
  /** Unset without a chain node. */
  findAnchor?: FindAnchor | undefined
  /** SHA-256 of the file to compare, lower-case hex. Null if no file was given. */
  file: string | null
}

type Bundled = {
  bundle: Bundle
  states: { expiresAt: Date | null; timeZone: string }
  signature: IssuerSignature | null
  revocationSignature: IssuerSignature | null
  anchor: Anchor | null
}

/** Checks a certificate from its bundle. Never throws: a check that cannot finish is `unknown`. */
export function verifyBundle(bundle: Bundle, ports: BundlePorts, texts: Texts): Promise<Verification> {
  const { expiresAt } = bundle.certificate
  const digest = digestOf(bundle)
  const bundled = {
    bundle,
    states: { expiresAt: expiresAt === 0 ? null : dateOf(expiresAt), timeZone: timeZoneIn(bundle) },
    signature: signatureIn(bundle, digest),
    revocationSignature: revocationSignatureIn(bundle),
    anchor: anchorIn(bundle, digest),
  }
  return runChecks(checks, bundled, cachingPorts(ports), texts)
}

const issuer: Check<Bundled, BundlePorts> = {
  name: 'issuer',
  dimension: 'issuer',
  run({ bundle: { certificate }, signature }, ports, signal) {
    return signature
      ? checkSignature(signature, ports, signal)
      : { outcome: 'unknown', code: 'issuer.unsigned', evidence: { address: certificate.issuer } }
  },
}

/** Checks that independent evidence confirms the content: the issuer's signature or a root on a chain. */
const record: Check<Bundled, BundlePorts> = {
  name: 'record',
  dimension: 'integrity',
  async run(...given) {
    const evidence = await Promise.all([issuer.run(...given), anchor.run(...given)])
    if (evidence.some(({ outcome }) => outcome === 'passed')) {
      return { outcome: 'passed', code: 'record.proven', evidence: {} }
    }
    return evidence.some(({ code }) => code === 'issuer.not_signed' || code === 'anchor.altered')
      ? { outcome: 'failed', code: 'record.unproven', evidence: {} }
      : { outcome: 'unknown', code: 'record.unbound', evidence: {} }
  },
}

/** Checks revocation as of `madeAt`. Anyone can write a revocation into a bundle, so only a signed one counts. */
const revocation: Check<Bundled, BundlePorts> = {
  name: 'revocation',
  dimension: 'status',
  async run({ bundle: { revocation, madeAt }, revocationSignature }, ports, signal) {
    if (!revocation) return { outcome: 'skipped', code: 'revocation.as_of', evidence: { at: new Date(madeAt) } }
    const evidence = { at: dateOf(revocation.at), reason: revocation.reason }
    if (!revocationSignature) return { outcome: 'failed', code: 'revocation.told', evidence }
    switch ((await checkSignature(revocationSignature, ports, signal)).outcome) {
      case 'passed':
        return { outcome: 'failed', code: 'revocation.revoked', evidence }
      case 'failed':
        return { outcome: 'failed', code: 'revocation.not_signed', evidence }
      default:
        return { outcome: 'unknown', code: 'revocation.unchecked', evidence }
    }
  },
}

const document: Check<Bundled, BundlePorts> = {
  name: 'document',
  dimension: 'integrity',
  run({ bundle }) {
    return { outcome: 'skipped', code: 'document.not_fetched', evidence: { cid: bundle.certificate.document } }
  },
}

/** Compares the given file with the checksum. Without a checksum the result is `unknown`, never `passed`. */
const file: Check<Bundled, BundlePorts> = {
  name: 'file',
  dimension: 'integrity',
  run({ bundle: { certificate } }, { file: given }) {
    if (given === null) return { outcome: 'skipped', code: 'file.none', evidence: {} }
    const checksum = certificate.facts.find((fact) => 'name' in fact && fact.name === 'checksum')
    if (checksum && 'salt' in checksum) {
      return hasChecksum(checksum, given)
        ? { outcome: 'passed', code: 'file.equal', evidence: {} }
        : { outcome: 'failed', code: 'file.different', evidence: {} }
    }
    const isHidden = certificate.facts.some((fact) => !('name' in fact))
    return { outcome: 'unknown', code: isHidden ? 'file.kept_back' : 'file.no_checksum', evidence: {} }
  },
}

const checks: Check<Bundled, BundlePorts>[] = [
  record,
  issuer,
  bundleIdentity,
  revocation,
  expiry,
  document,
  file,
  anchor,
]

function signatureIn({ domain, certificate, signature }: Bundle, digest: Uint8Array): IssuerSignature | null {
  return (
    signature && {
      signer: certificate.issuer,
      chain: domain.chainId,
      bytes: fromHex(signature.value),
      digest,
      byContract: signature.by === 'contract',
    }
  )
}

/** Returns the revocation's signature. Assumes the certificate's signer type; if it is unsigned, accepts both. */
function revocationSignatureIn(bundle: Bundle): IssuerSignature | null {
  const { domain, certificate, signature, revocation } = bundle
  if (!revocation?.signature) return null
  return {
    signer: certificate.issuer,
    chain: domain.chainId,
    bytes: fromHex(revocation.signature),
    digest: revocationDigestOf(bundle),
    byContract: signature?.by !== 'key',
  }
}

function anchorIn({ domain, anchor }: Bundle, digest: Uint8Array): Anchor | null {
  return (
    anchor && {
      digest,
      proof: concatBytes(...anchor.proof.map(fromHex)),
      root: fromHex(anchor.root),
      chain: domain.chainId,
      contract: anchor.contract,
      place: {
        block: anchor.block.number,
        time: dateOf(anchor.block.time),
        transaction: fromHex(anchor.transaction),
      },
    }
  )
}

/** Caches results of the node, because two checks need the same ones. */
function cachingPorts(ports: BundlePorts): BundlePorts {
  const { checkContractSignature, findAnchor } = ports
  return {
    ...ports,
    checkContractSignature: checkContractSignature && once(checkContractSignature, ({ digest }) => toHex(digest)),
    findAnchor: findAnchor && once(findAnchor, ({ root }) => toHex(root)),
  }
}

function once<Question, Answer>(
  ask: (question: Question, signal: AbortSignal) => Answer,
  nameOf: (question: Question) => string,
) {
  const answers = new Map<string, Answer>()
  return (question: Question, signal: AbortSignal): Answer => {
    const name = nameOf(question)
    const answer = answers.get(name) ?? ask(question, signal)
    answers.set(name, answer)
    return answer
  }
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000)
}

function hasChecksum(fact: Extract<BundledFact, { salt: Hex }>, checksum: string): boolean {
  const leaf = leafOf({ name: 'checksum', value: checksum, salt: fromHex(fact.salt) })
  return toHex(leaf) === toHex(leafOfBundled(fact))
}
