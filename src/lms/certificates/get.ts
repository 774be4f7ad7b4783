import { Problem } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import type { Tx } from '../../database/sql.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { lockCertificateRow } from './queries.ts'

export async function getCourseCertificate(
  db: Database,
  siteId: number,
  id: number,
): Promise<CourseCertificateWithUser> {
  const certificate = await db.prisma.courseCertificate.findUnique({ where: { siteId, id }, include: { user: true } })
  if (!certificate || isErasedMeanwhile(certificate)) throw certificateNotFound(id)
  return certificate
}

/** Outside of a transaction, Prisma reads the user after the certificate. Both may have been erased between the two. */
export function isErasedMeanwhile({ user }: { user: object | null }): boolean {
  return user === null
}

export async function lockCertificate(tx: Tx, siteId: number, id: number): Promise<CourseCertificateWithUser> {
  await lockCertificateRow(tx, siteId, id)
  const certificate = await tx.courseCertificate.findUnique({ where: { siteId, id }, include: { user: true } })
  if (!certificate) throw certificateNotFound(id)
  return certificate
}

export function certificateNotFound(id: number): Problem {
  return new Problem('certificate.not_found', `There is no certificate ${id}.`)
}
