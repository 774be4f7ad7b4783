import type { Address } from '@chancery/verify/ethereum/address'
import { invalid, Problem } from '../../core/problem.ts'
import { isUuid, newPublicId } from '../../core/publicId.ts'
import { registerWallet } from '../../core/wallets.ts'
import { type WalletContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { AttestationState, GrantedTo, Prisma, Wallet } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { insertAttestation } from './queries.ts'

/** What a wallet is that verifies. */
export type VerifierType = Exclude<GrantedTo, 'learner'>

export type NewAttestation = {
  verifier: Address
  verifierType: VerifierType
  certificateId: string
  grantedToType: GrantedTo
}

const related = { grantedTo: true, verifier: true, event: true } satisfies Prisma.AttestationInclude

/** A verification with its wallets, and the event on the chain by which it was verified. */
export type Attestation = Prisma.AttestationGetPayload<{ include: typeof related }>

/**
 * Asks a verifier, known or not, for a verification of a certificate that the wallet holds. Of a certificate there is one
 * for each verifier and what both are, whatever became of it.
 */
export async function requestAttestation(
  context: WalletContext<Attestation>,
  wanted: NewAttestation,
): Promise<Attestation> {
  const { db, wallet: holder, at } = context
  if (wanted.verifier === holder.address) {
    throw new Problem('verification.own')
  }
  if (!isUuid(wanted.certificateId)) throw noCertificate()
  const verifier = await registerWallet(db, wanted.verifier)
  const asked = {
    ...{ id: newPublicId(), state: 'requested' as const, certificateId: wanted.certificateId.toLowerCase() },
    ...{ grantedToId: holder.id, grantedToType: wanted.grantedToType },
    ...{ verifierId: verifier.id, verifierType: wanted.verifierType },
    ...{ createdAt: at, modifiedAt: at },
  }
  return write(context, async (tx) => {
    // Of a certificate that is its holder's at this moment, and stays there until the end of the transaction.
    const isNew = await insertAttestation(tx, { ...asked, holderId: holder.id }, at)
    if (!isNew) throw await whyNot(tx, holder, asked.certificateId)
    return { ...asked, eventId: null, verifiedFrom: null, grantedTo: holder, verifier, event: null }
  })
}

async function whyNot(tx: Tx, holder: Wallet, certificateId: string): Promise<Problem> {
  const certificate = await tx.walletCertificate.findUnique({
    where: { id: certificateId },
    select: { holderId: true },
  })
  if (!certificate) return noCertificate()
  if (certificate.holderId !== holder.id) return new Problem('certificate.not_holder')
  return new Problem('verification.duplicate')
}

/** A verification for its verifier or for whom it is granted to. */
export async function getAttestation(db: Database, id: string, reader: Wallet): Promise<Attestation> {
  const verification = isUuid(id) ? await db.prisma.attestation.findUnique({ where: { id }, include: related }) : null
  if (!verification) throw new Problem('verification.not_found')
  if (reader.id !== verification.verifierId && reader.id !== verification.grantedToId) {
    throw new Problem('verification.not_party')
  }
  return verification
}

export type ListPart = { offset: number; limit: number }

/**
 * A part of what a wallet is asked to verify, as an academy, as a company or as both: the undecided first, then those
 * that were moved longest ago. Not those whose certificates were deleted.
 */
export async function listAttestations(
  db: Database,
  verifier: Wallet,
  as: VerifierType | undefined,
  { offset, limit }: ListPart,
): Promise<{ count: number; rows: Attestation[] }> {
  const where = { verifierId: verifier.id, certificateId: { not: null }, ...(as && { verifierType: as }) }
  const orderBy = [{ state: 'asc' }, { modifiedAt: 'asc' }, { id: 'asc' }] as const
  const [count, rows] = await Promise.all([
    db.prisma.attestation.count({ where }),
    db.prisma.attestation.findMany({ where, orderBy: [...orderBy], skip: offset, take: limit, include: related }),
  ])
  return { count, rows }
}

/** What a verifier may say of a verification, and from which states on. The rest of the moves is the chain's. */
const moves = {
  pending: ['requested', 'open'],
  open: ['requested', 'pending'],
  rejected: ['requested', 'open'],
} as const satisfies Partial<Record<AttestationState, AttestationState[]>>

export type Move = keyof typeof moves

/** Moves a verification for its verifier. */
export async function moveAttestation(context: WalletContext, id: string, state: Move): Promise<void> {
  const { wallet: verifier, at } = context
  if (!isUuid(id)) throw new Problem('verification.not_found')
  await write(context, async (tx) => {
    const { count } = await tx.attestation.updateMany({
      where: { id, verifierId: verifier.id, state: { in: [...moves[state]] } },
      data: { state, modifiedAt: at },
    })
    if (count === 1) return
    const known = await tx.attestation.findUnique({ where: { id, verifierId: verifier.id }, select: { state: true } })
    if (!known) throw new Problem('verification.not_found')
    throw new Problem('verification.moved', `The verification is ${known.state}: it cannot become ${state}.`)
  })
}

function noCertificate(): Problem {
  return invalid('certificate', 'There is no such certificate.')
}
