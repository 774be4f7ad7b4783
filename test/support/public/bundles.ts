import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import type { Address } from '@chancery/verify/ethereum/address'
import { parseSignature } from '@chancery/verify/ethereum/signer'
import type { Bundle, BundledClaim, BundledIssuer } from '@chancery/verify/proof/bundle'
import { type CertificateHead, certificateHasher } from '@chancery/verify/proof/certificateData'
import { fullBundle, type Proof } from '@chancery/verify/proof/disclosure'
import { type CertifiedFacts, type Fact, factsOf, leafOf } from '@chancery/verify/proof/facts'
import { toHex } from '@chancery/verify/proof/hex'
import { claimDigest, siteClaimBytes } from '@chancery/verify/proof/issuerClaim'
import { revocationHasher } from '@chancery/verify/proof/revocationData'
import { Wallet } from 'ethers/wallet'
import { didKeyOf } from '../../../src/issuers/did.ts'

/** The file that the certificates of these bundles certify. */
export const bundledFile = new TextEncoder().encode('The certified document.\n')

/** The key of their issuer. It is public. */
export const bundleIssuer = new Wallet(`0x${'11'.repeat(32)}`)

const stated: CertifiedFacts = {
  institutionTitle: 'Open Source University',
  institutionLink: 'https://os.university/',
  programTitle: 'Data Science for Everybody',
  certificateTitle: 'Introduction to Python',
  description: 'A certificate of “Zażółć gęślą jaźń” 日本語',
  courseLink: 'https://os.university/courses/python',
  grantedTo: 'learner',
  holderName: 'Amélie Laurent',
  achievedAt: new Date('2026-05-01T00:00:00.000Z'),
  score: 92.5,
  duration: 40,
  industries: ['E-Learning'],
  skills: ['Python', 'Statistics'],
  checksum: hash('sha256', bundledFile),
}

type Made = Partial<Omit<Proof, 'head' | 'facts'>> & {
  head?: Partial<CertificateHead>
  facts?: Partial<CertifiedFacts>
  key?: Wallet
}

/** Returns a proof that its issuer signed, with every fact. The arguments replace parts of it. */
export function signedProof({ head, facts, key = bundleIssuer, chainId = 1, ...given }: Made = {}): Proof {
  const completeHead: CertificateHead = {
    id: '01a20230-01a0-7931-8cb4-7fd6a58c38fd',
    issuer: key.address.toLowerCase() as Address, // ethers returns a valid address.
    holder: '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a',
    issuedAt: new Date('2026-05-02T10:00:00.000Z'),
    expiresAt: null,
    document: 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4',
    ...head,
  }
  const all = factsOf({ ...stated, ...facts }, new Uint8Array(32).fill(7))
  return {
    chainId,
    page: `https://certificates.example/verify/${completeHead.id}`,
    madeAt: new Date('2026-05-03T12:00:00.000Z'),
    issuer: { did: `did:pkh:eip155:${chainId}:${completeHead.issuer}`, claim: null },
    head: completeHead,
    facts: all,
    signature: { by: 'key', value: signed(key, digestOfProof(chainId, completeHead, all)) },
    revocation: null,
    anchor: null,
    ...given,
  }
}

/** Returns the whole bundle of a signed proof. */
export function signedBundle(made: Made = {}): Bundle {
  return fullBundle(signedProof(made))
}

const CLAIMED_AT = 1_777_600_000

type WalletClaiming = { key?: Wallet; address?: string; by?: 'key' | 'contract'; chainId?: number }

/** Returns a wallet with its claim of a domain. `key` signs for `address`, its own by default. */
export function claimingWallet(domain: string, claiming: WalletClaiming = {}): BundledIssuer {
  const { key = bundleIssuer, address = key.address, by = 'key', chainId = 1 } = claiming
  const issuer = address.toLowerCase() as Address // ethers returns a valid address.
  const digest = claimDigest(chainId, { domain, issuer, at: CLAIMED_AT })
  const claim = { domain, at: CLAIMED_AT, by, key: null, signature: toHex(signed(key, digest)) }
  return { did: `did:pkh:eip155:${chainId}:${issuer}`, claim }
}

/** Returns a site with its claim of a domain. `seed` is the byte that its Ed25519 key consists of. */
export function claimingSite(
  domain: string,
  did: string | null = null,
  seed = 3,
): BundledIssuer & { claim: BundledClaim } {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex') // PKCS #8 of an Ed25519 key.
  const der = Buffer.concat([prefix, Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const key = didKeyOf(Buffer.from(x, 'base64url'))
  const issuer = did ?? key
  const signature = toHex(sign(null, siteClaimBytes({ domain, issuer, at: CLAIMED_AT }), privateKey))
  return { did: issuer, claim: { domain, at: CLAIMED_AT, by: 'ed25519', key, signature } }
}

/** Returns a signed bundle with a revocation that its issuer signed too. */
export function revokedBundle(at: Date, reason: string): Bundle {
  const proof = signedProof()
  const digest = revocationHasher(proof.chainId)({ certificate: proof.head.id, reason, revokedAt: at })
  return fullBundle({ ...proof, revocation: { at, reason, signature: signed(bundleIssuer, digest) } })
}

export function digestOfProof(chainId: number, head: CertificateHead, facts: Fact[]): Uint8Array {
  return certificateHasher(chainId)(head, facts.map(leafOf))
}

export function signed(key: Wallet, digest: Uint8Array): Uint8Array {
  return parseSignature(key.signingKey.sign(digest).serialized) ?? new Uint8Array()
}
