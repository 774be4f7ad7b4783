import type { Address } from '@chancery/verify/ethereum/address'
import { invalid, Problem } from '../../core/problem.ts'
import { isUuid, newPublicId } from '../../core/publicId.ts'
import { registerWallet } from '../../core/wallets.ts'
import { type WalletContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { AttestationState, GrantedTo, Prisma, Wallet } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { insertAttestation } from './queries.ts'
import { states } from './schemas.ts'

export type VerifierType = Exclude<GrantedTo, 'learner'>

export type NewAttestation = {
  verifier: Address
  verifierType: VerifierType
  certificateId: string
  grantedToType: GrantedTo
}

const related = { grantedTo: true, verifier: true, event: true } satisfies Prisma.AttestationInclude

export type Attestation = Prisma.AttestationGetPayload<{ include: typeof related }>

/** Requests an attestation of a held certificate from any address. One per certificate, verifier and pair of types. */
export async function requestAttestation(
  context: WalletContext<Attestation>,
  input: NewAttestation,
  id = newPublicId(),
): Promise<Attestation> {
  const { db, wallet: holder, at } = context
  if (input.verifier === holder.address) throw new Problem('verification.own')
  if (!isUuid(input.certificateId)) throw noCertificate()
  const verifier = await registerWallet(db.prisma, input.verifier)
  const requested = {
    ...{ id, state: 'requested' as const, certificateId: input.certificateId.toLowerCase() },
    ...{ grantedToId: holder.id, grantedToType: input.grantedToType },
    ...{ verifierId: verifier.id, verifierType: input.verifierType },
    ...{ createdAt: at, modifiedAt: at },
  }
  return write(context, async (tx) => {
    // Locks the certificate, so that its holder does not change during the transaction.
    const isNew = await insertAttestation(tx, { ...requested, holderId: holder.id }, at)
    if (!isNew) throw await rejectionOf(tx, holder, requested.certificateId)
    return { ...requested, eventId: null, verifiedFrom: null, grantedTo: holder, verifier, event: null }
  })
}

async function rejectionOf(tx: Tx, holder: Wallet, certificateId: string): Promise<Problem> {
  const certificate = await tx.walletCertificate.findUnique({
    where: { id: certificateId },
    select: { holderId: true },
  })
  if (!certificate) return noCertificate()
  if (certificate.holderId !== holder.id) return new Problem('certificate.not_holder')
  return new Problem('verification.duplicate')
}

/** Returns an attestation to its verifier or to the wallet it is granted to. */
export async function getAttestation(db: Database, id: string, reader: Wallet): Promise<Attestation> {
  const verification = isUuid(id) ? await db.prisma.attestation.findUnique({ where: { id }, include: related }) : null
  if (!verification) throw new Problem('verification.not_found')
  if (reader.id !== verification.verifierId && reader.id !== verification.grantedToId) {
    throw new Problem('verification.not_party')
  }
  return verification
}

/** The attestation before the next one. */
export type Place = [state: AttestationState, modifiedAt: number, id: string]

export type ListPart = { after?: Place | undefined; offset: number; limit: number }

/**
 * Lists requested attestations: undecided first, then least recently changed. Excludes deleted certificates. `count`: of the
 * whole list. `next`: place of the next page.
 */
export async function listAttestations(
  db: Database,
  verifier: Wallet,
  as: VerifierType | undefined,
  { after, offset, limit }: ListPart,
): Promise<{ count: number; rows: Attestation[]; next: Place | undefined }> {
  const where = { verifierId: verifier.id, certificateId: { not: null }, ...(as && { verifierType: as }) }
  const orderBy = [{ state: 'asc' }, { modifiedAt: 'asc' }, { id: 'asc' }] as const
  const page = { where: { AND: [where, isAfter(after)] }, skip: offset, take: limit + 1 }
  const [count, found] = await Promise.all([
    db.prisma.attestation.count({ where }),
    db.prisma.attestation.findMany({ ...page, orderBy: [...orderBy], include: related }),
  ])
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const next: Place | undefined =
    last && found.length > limit ? [last.state, Number(last.modifiedAt), last.id] : undefined
  return { count, rows, next }
}

function isAfter(place: Place | undefined): Prisma.AttestationWhereInput {
  if (!place) return {}
  const [state, at, id] = place
  const modifiedAt = new Date(at)
  const inState = { state, OR: [{ modifiedAt: { gt: modifiedAt } }, { modifiedAt, id: { gt: id } }] }
  return { OR: [inState, { state: { in: states.slice(states.indexOf(state) + 1) } }] }
}

/** States a verifier may set, and the states they may follow. Only the chain sets the others. */
const moves = {
  pending: ['requested', 'open'],
  open: ['requested', 'pending'],
  rejected: ['requested', 'open'],
} as const satisfies Partial<Record<AttestationState, AttestationState[]>>

export type Move = keyof typeof moves

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
    throw new Problem('verification.moved', `The attestation is ${known.state} and cannot become ${state}.`)
  })
}

function noCertificate(): Problem {
  return invalid('certificate', 'There is no such certificate.')
}
