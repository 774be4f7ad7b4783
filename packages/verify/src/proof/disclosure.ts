import type { Address } from '../ethereum/address.ts'
import { unixTime } from '../unixTime.ts'
import { linkWithoutEmail } from '../withoutEmail.ts'
import { type Bundle, type BundledFact, type BundledIssuer, leafOfBundled } from './bundle.ts'
import { type CertificateHead, secondsOfExpiry } from './certificateData.ts'
import { type Fact, type FactName, factNames, PROOF_VERSION } from './facts.ts'
import { type Hex, toHex } from './hex.ts'

// Selects the facts that a bundle shows. The leaves of hidden facts stay, so the signature still matches.

/** Fact names, and `file`, with which a reader can compare a file without seeing the checksum. */
export const disclosable = [...factNames, 'file'] as const

export type Disclosable = FactName | 'file'

export type Proof = {
  chainId: number
  page: string
  madeAt: Date
  issuer: BundledIssuer
  /** Time zone of its days. Default: UTC. */
  timeZone?: string | undefined
  head: CertificateHead
  facts: Fact[]
  signature: { by: 'key' | 'contract'; value: Uint8Array } | null
  revocation: { at: Date; reason: string; signature: Uint8Array | null } | null
  anchor: AnchorProof | null
}

export type AnchorProof = {
  /** Sibling hashes on the path to the root, 32 bytes each, concatenated. */
  proof: Uint8Array
  root: Uint8Array
  contract: Address
  transaction: Hex
  block: { number: number; hash: Hex; time: Date }
}

/** Returns the holder's bundle, with every fact and the checksum. */
export function fullBundle(proof: Proof): Bundle {
  const { chainId, page, madeAt, timeZone = 'UTC', head, facts, signature, revocation, anchor } = proof
  const { id, issuer, holder, issuedAt, expiresAt, document } = head
  return {
    format: 'chancery-bundle',
    version: '2',
    madeAt: madeAt.toISOString(),
    page,
    issuer: proof.issuer,
    ...(timeZone !== 'UTC' && { timeZone }),
    domain: { name: 'Chancery', version: PROOF_VERSION, chainId },
    certificate: {
      ...{ id, issuer, holder, issuedAt: unixTime(issuedAt) },
      expiresAt: Number(secondsOfExpiry(expiresAt)),
      document,
      facts: facts.map(({ name, value, salt }) => ({ name, value, salt: toHex(salt) })),
    },
    signature: signature && { ...signature, value: toHex(signature.value) },
    revocation: revocation && {
      at: unixTime(revocation.at),
      reason: revocation.reason,
      signature: revocation.signature && toHex(revocation.signature),
    },
    anchor: anchor && {
      proof: hashesIn(anchor.proof).map(toHex),
      root: toHex(anchor.root),
      contract: anchor.contract,
      transaction: anchor.transaction,
      block: { ...anchor.block, time: unixTime(anchor.block.time) },
    },
  }
}

/** Returns a bundle's public version: hides the checksum and facts that contain an email address. */
export function toPublicBundle(bundle: Bundle): Bundle {
  return withFacts(bundle, (fact) => {
    if ('leaf' in fact) return fact
    if (fact.name === 'checksum') return withoutChecksum(fact)
    return linkWithoutEmail(fact.value) === fact.value ? fact : leafOnly(fact)
  })
}

/** Keeps the chosen facts of a bundle and hides all others. Cannot show facts that are hidden already. */
export function disclose(bundle: Bundle, chosen: readonly Disclosable[]): Bundle {
  return withFacts(bundle, (fact) => {
    if (!('name' in fact)) return fact
    if (fact.name !== 'checksum') return chosen.includes(fact.name) ? fact : leafOnly(fact)
    if ('value' in fact && chosen.includes('checksum')) return fact
    return chosen.includes('file') || chosen.includes('checksum') ? withoutChecksum(fact) : leafOnly(fact)
  })
}

function withFacts(bundle: Bundle, show: (fact: BundledFact) => BundledFact): Bundle {
  return { ...bundle, certificate: { ...bundle.certificate, facts: bundle.certificate.facts.map(show) } }
}

function leafOnly(fact: BundledFact): BundledFact {
  return { leaf: toHex(leafOfBundled(fact)) }
}

function withoutChecksum(fact: Extract<BundledFact, { salt: Hex }>): BundledFact {
  return { name: 'checksum', salt: fact.salt, leaf: toHex(leafOfBundled(fact)) }
}

function hashesIn(proof: Uint8Array): Uint8Array[] {
  return Array.from({ length: proof.length / 32 }, (_, place) => proof.subarray(32 * place, 32 * (place + 1)))
}
