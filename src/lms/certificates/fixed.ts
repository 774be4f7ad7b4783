import { ensureFixed, type Fixed } from '../fixedFields.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { factsOf } from './listedCertificate.ts'

export const adviceOnName =
  'To correct the name, change the user (PATCH /users/{userId}) and then reissue the certificate.'
export const adviceOnUser = 'For another user, revoke this certificate and issue a new one.'

const reissue = 'To correct it, reissue the certificate.'
const advice = {
  name: reissue,
  description: reissue,
  achievedAt: reissue,
  user: adviceOnName,
  courseName: 'To correct it, change the course (PATCH /courses/{courseId}) and then reissue the certificate.',
  revokedAt: 'To revoke the certificate, use POST /certificates/{certificateId}/revoke.',
  revocationReason: 'To revoke the certificate, use POST /certificates/{certificateId}/revoke.',
}

/** Rejects values that differ from what the certificate states, because they would have no effect. */
export function ensureStated(fixed: Fixed, row: CourseCertificateWithUser, publicUrl: string): void {
  ensureFixed(fixed, { ...factsOf(row, publicUrl), user: { id: row.userId, name: row.userName } }, advice)
}
