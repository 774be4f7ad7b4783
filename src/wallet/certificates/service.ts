import type { Address } from '@chancery/verify/ethereum/address'
import type { CID } from 'multiformats/cid'
import type { Config } from '../../core/config.ts'
import { FIND_DOCUMENT_MS, findDocument } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import { isUuid, newPublicId } from '../../core/publicId.ts'
import { walletCertificateDigest } from '../../core/recordDigest.ts'
import { storeChecksum } from '../../core/storedSecrets.ts'
import { registerWallet } from '../../core/wallets.ts'
import { type WalletContext, write } from '../../core/writeContext.ts'
import { withdrawPublished } from '../../credentials/queries.ts'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { isOutage } from '../../database/outage.ts'
import type { GrantedTo, WalletCertificate as Row, Wallet } from '../../database/prisma/client.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import { deleteServedPdfs } from '../../public/documents/queries.ts'
import { insertAttestation } from '../attestations/queries.ts'
import type { VerifierType } from '../attestations/service.ts'
import { buryCertificate, isIdUsed } from '../tombstones/queries.ts'
import { type CertificateRow, findCertificates, insertCertificates, insertTopics } from './queries.ts'
import { reveal } from './reveal.ts'

export type { GrantedTo }

export type NewCertificate = {
  holder: Address
  holderName?: string | null
  grantedTo: GrantedTo
  institutionTitle: string
  institutionLink: string
  programTitle: string | null
  certificateTitle: string
  courseLink: string | null
  industries: string[]
  skills: string[]
  score: number | null
  duration: number | null
  expirationDate: Date | null
  document: { cid: CID; hash: string }
  checksum: string | null
  /** The issuer's type as verifier. Opens an attestation if the holder is another wallet. */
  verifierType?: VerifierType | undefined
}

/** Additional fields of a certificate with a verified issuer signature. */
export type Signed = Pick<
  Row,
  'id' | 'issuedAt' | 'salt' | 'proofVersion' | 'issuerSignature' | 'signatureChainId' | 'signedByContract'
>

export type Creating = {
  ipfs: Pick<IpfsStore, 'has'>
  ipfsCheck: Config['ipfsCheck']
  /** Adds a certificate in a batch with concurrent ones. Returns whether it succeeded. */
  add: (row: CertificateRow) => Promise<boolean>
}

/** Creates a batched insert. If a batch fails, inserts each certificate alone. */
export function certificateAdder(db: Database): Creating['add'] {
  return batched(async (rows: CertificateRow[]) => {
    try {
      return await insertCertificates(db, rows)
    } catch (error) {
      if (rows.length === 1 || isOutage(error)) throw error
      return rows.map(() => false)
    }
  })
}

/** Creates a certificate issued by the wallet that signed the request. Returns its id. */
export async function createCertificate(
  { db, wallet: issuer, at, storeReplay }: WalletContext<string>,
  { ipfs, ipfsCheck, add }: Creating,
  input: NewCertificate & { signed?: Signed },
): Promise<string> {
  const { holder, document, industries, skills, signed, verifierType, ...facts } = input
  const documentStatus = await findDocument(ipfs, document.cid)
  if (ipfsCheck === 'available') ensureAvailable(documentStatus)
  const stated = {
    ...facts,
    id: newPublicId(),
    holder,
    issuer: issuer.address,
    ipfsHash: document.hash,
    industries,
    skills,
    ...signed,
  }
  const { checksum, ...open } = stated
  const digest = walletCertificateDigest(stated)
  const row = { ...open, ...storeChecksum(db.secrets, stated.id, checksum), digest, documentStatus }
  // Fast path: succeeds if all wallets and names are known and nothing else must be written.
  if (!storeReplay && !signed && !verifierType && (await add(row))) return row.id
  const { id: holderId } = await registerWallet(db.prisma, holder)
  return db.transaction(async (tx) => {
    await insertTopics(tx, row)
    const [isAdded] = await insertCertificates(tx, [row])
    if (!isAdded) throw new Error('A wallet, skill or industry was not found after its insertion.')
    // After the insert, no other certificate can take the id, and a concurrent deletion has finished.
    if (signed && (await isIdUsed(tx, row.id))) throw new Problem('certificate.exists')
    if (verifierType && holderId !== issuer.id) {
      const granted = { state: 'open' as const, certificateId: row.id, holderId, grantedToType: facts.grantedTo }
      await insertAttestation(tx, { id: newPublicId(), ...granted, verifierId: issuer.id, verifierType }, at)
    }
    await storeReplay?.(tx, row.id)
    return row.id
  })
}

function ensureAvailable(status: string): void {
  if (status === 'available') return
  if (status === 'unavailable') {
    const message = `No document with this hash was found on IPFS within ${FIND_DOCUMENT_MS / 1000} seconds. Upload it first.`
    throw new Problem('document.not_found', message)
  }
  throw new Problem('document.unchecked')
}

/** Creates a function that finds a certificate as JSON for a reader. It throws if there is none, or `secrets.unreadable`. */
export function certificateFinder(
  db: Database,
  { publicUrl, now }: { publicUrl: () => string; now: () => Date },
): (id: string, reader: Wallet | null) => Promise<string> {
  const find = batched((asked: { id: string; reader: string | null }[]) =>
    findCertificates(db, asked, { publicUrl: publicUrl(), now: now() }),
  )
  return async (id, reader) => {
    const json = isUuid(id) ? await find({ id, reader: reader?.id ?? null }) : undefined
    if (json === undefined) throw certificateNotFound()
    return reveal(json, db.secrets)
  }
}

/** Deletes a certificate for its holder. Leaves a tombstone with what its issuer may still say of it. */
export async function deleteCertificate(context: WalletContext, id: string): Promise<void> {
  if (!isUuid(id)) throw certificateNotFound()
  await write(context, async (tx) => {
    if (!(await buryCertificate(tx, id, context.wallet.id))) {
      const exists = await tx.walletCertificate.findUnique({ where: { id }, select: { id: true } })
      if (!exists) throw certificateNotFound()
      throw new Problem('certificate.not_holder')
    }
    await withdrawPublished(tx, id, context.at)
    await deleteServedPdfs(tx, id)
  })
}

export function certificateNotFound(): Problem {
  return new Problem('certificate.not_found')
}
