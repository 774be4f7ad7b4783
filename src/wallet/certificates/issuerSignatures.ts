import { randomBytes } from 'node:crypto'
import { certificateTypedData } from '@chancery/verify/proof/certificateData'
import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { invalid, Problem } from '../../core/problem.ts'
import { forProof, type Provable, provable, provableHasher, provableNow } from '../../core/provable.ts'
import { newPublicId } from '../../core/publicId.ts'
import { type Contracts, isSignedBy, provenSignature } from '../../core/signatures.ts'
import { withChecksum } from '../../core/storedSecrets.ts'
import type { Wallet } from '../../core/wallets.ts'
import { type WalletContext, write } from '../../core/writeContext.ts'
import { constraintOf } from '../../database/constraints.ts'
import { type Creating, createCertificate, type NewCertificate } from './service.ts'

/** Values that make a certificate unique. The issuer sends them back with the signature. */
type Identity = { id: string; issuedAt: Date; salt: Uint8Array<ArrayBuffer> }

/** Typed data for the issuer to sign with `eth_signTypedData_v4`. */
export type ToSign = Identity & { typedData: ReturnType<typeof certificateTypedData> }

export type SignedIdentity = Identity & { signature: Uint8Array<ArrayBuffer> }

/** Builds the data that an issuer signs. Stores nothing. */
export function prepareCertificate(issuer: Wallet, chainId: number, input: NewCertificate, at: Date): ToSign {
  const identity = { id: newPublicId(), issuedAt: wholeSecond(at), salt: new Uint8Array(randomBytes(32)) }
  const { head, facts } = signedContentOf(issuer, input, identity)
  return { ...identity, typedData: certificateTypedData(chainId, head, facts) }
}

export type Signing = { contracts: Contracts | null; chainId: number }

/** Creates a signed certificate or finds the same one. Returns its id. Throws if the signature does not match. */
export async function createSignedCertificate(
  context: WalletContext<string>,
  creating: Creating,
  { contracts, chainId }: Signing,
  input: NewCertificate,
  { signature, ...identity }: SignedIdentity,
): Promise<string> {
  ensureRecent('issued_at', identity.issuedAt, context.at)
  const digestOf = provableHasher(chainId)
  const certificate = signedContentOf(context.wallet, input, identity)
  const digest = digestOf(certificate)
  const { issuer: address, id } = certificate.head
  if (!(await isSignedBy(contracts, address, digest, signature))) {
    throw notSigned(
      `The signature is not by ${address} for this certificate on chain ${chainId}. Sign the typed data again.`,
    )
  }
  const proven = provenSignature(address, digest, signature)
  const signed = {
    ...identity,
    proofVersion: PROOF_VERSION,
    issuerSignature: proven.signature,
    signatureChainId: BigInt(chainId),
    signedByContract: proven.byContract,
  }
  try {
    return await createCertificate(context, creating, { ...input, signed })
  } catch (error) {
    if (constraintOf(error) !== 'certificates_pkey') throw error
    const known = await context.db.prisma.walletCertificate.findUnique({ where: { id }, include: forProof })
    const stated = known?.issuerSignature && provable(withChecksum(context.db.secrets, known))
    if (!stated || known.signatureChainId !== BigInt(chainId) || Buffer.compare(digestOf(stated), digest) !== 0)
      throw new Problem('certificate.exists')
    return write(context, async () => id)
  }
}

/** Returns the signed content of a certificate before it exists. */
function signedContentOf(issuer: Wallet, input: NewCertificate, identity: Identity): Provable {
  const { holder, document, industries, skills, ...facts } = input
  return provableNow({
    ...facts,
    ...identity,
    createdAt: identity.issuedAt,
    ipfsHash: document.hash,
    holder: { address: holder },
    issuer,
    industries: industries.map((name) => ({ industry: { name } })),
    skills: skills.map((name) => ({ skill: { name } })),
    courseCertificate: null,
  })
}

/** Limits for a signed time relative to now: future and past, in milliseconds. */
const MAX_AHEAD_MS = 5 * 60_000
const MAX_AGE_MS = 24 * 3_600_000

/** Rejects a signed time that is too old, in the future or not a whole second. `field` has it in the request. */
export function ensureRecent(field: string, signedAt: Date, now: Date): void {
  const age = now.getTime() - signedAt.getTime()
  if (signedAt.getMilliseconds() !== 0) throw invalid(field, 'Must be a whole second.')
  if (age < -MAX_AHEAD_MS) throw invalid(field, 'Must not be more than five minutes in the future.')
  if (age > MAX_AGE_MS) throw invalid(field, 'Must not be more than 24 hours ago. Get new typed data and sign it.')
}

export function notSigned(message: string): Problem {
  return new Problem('issuer_signature.invalid', message, { issuer_signature: [message] })
}

/** Rounds down to the second. */
export function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000)
}
