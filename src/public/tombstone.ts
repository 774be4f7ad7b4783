import { withoutEmail } from '@chancery/verify/withoutEmail'
import type { Tombstone as Row } from '../database/prisma/client.ts'

/** Columns of a tombstone that are public, with the address of its issuer. */
export type TombstoneRow = Pick<
  Row,
  ('kind' | 'deletedAt' | 'revokedAt' | 'revocationReason') | ('revocationSignature' | 'revocationChainId')
> & { issuer: { address: string } | null }

/** What remains of a deleted certificate. `erased`: its holder had it erased. `issuer`: address of its wallet. */
export type Tombstone = {
  publicId: string
  kind: Row['kind']
  deletedAt: Date
  issuer: string | null
  revocation: { at: Date; reason: string; signature: { chainId: number; bytes: Uint8Array } | null } | null
}

/** Error codes of answers about deleted certificates. */
export const codeOfTombstone = { deleted: 'certificate.deleted', erased: 'certificate.erased' } as const

export function toTombstone(publicId: string, { kind, deletedAt, issuer, ...row }: TombstoneRow): Tombstone {
  return { publicId, kind, deletedAt, issuer: issuer?.address ?? null, revocation: revocationOf(row) }
}

/** Includes the signature only if it matches: not for a masked reason. */
function revocationOf(row: Omit<TombstoneRow, 'kind' | 'deletedAt' | 'issuer'>): Tombstone['revocation'] {
  const { revokedAt: at, revocationReason, revocationSignature: bytes, revocationChainId } = row
  if (!at) return null
  const reason = withoutEmail(revocationReason ?? '')
  const isAsSigned = bytes !== null && revocationChainId !== null && reason === revocationReason
  return { at, reason, signature: isAsSigned ? { chainId: Number(revocationChainId), bytes } : null }
}
