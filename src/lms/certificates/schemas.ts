import { z } from 'zod'
import { givenTimestamp, requiredText, text, webUrl } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { nextCursor, pageQuery } from '../paging.ts'
import { filterTimestamp, id, totalOf } from '../schemas.ts'
import { user } from '../users/schemas.ts'
import { certificateFields, listedCertificate } from './listedCertificate.ts'

// The shapes of certificates.

export const certificateParams = z.object({
  certificateId: wholeNumber(0, MAX_ID).meta(doc('The unique identifier of the certificate', 123)),
})

export const certificate = z
  .object({
    ...certificateFields,
    replaces: id.optional().meta(doc('ID of the certificate that it was issued anew for', 122)),
    user,
  })
  .meta({ id: 'Certificate', description: 'A certificate with its whole user' })

export const certificatePage = z
  .object({
    certificates: z.array(listedCertificate).meta({ description: 'Array of certificate objects' }),
    totalCount: totalOf('certificates'),
    nextCursor,
  })
  .meta({ id: 'CertificatePage', description: 'A page of a list of certificates' })

export const newCertificate = z
  .object({
    userId: requiredText(64).meta(doc('User who receives the certificate', '1234567890')),
    name: requiredText(255).optional().meta(doc('Certificate name', 'Course Completion Certificate')),
    description: text(1000).optional().meta(doc('Certificate description', 'Certificate of completion')),
    achievedAt: givenTimestamp.optional().meta(doc('Timestamp of certificate issue; now by default', 1234567890)),
    expiresAt: givenTimestamp.nullish().meta(doc('Timestamp when certificate expires; never by default', 1334567890)),
    imageUrl: webUrl(2000)
      .optional()
      .meta(doc('URL to the certificate image', 'http://s3.amazonaws.com/certificates/cert123.png')),
  })
  .meta({ id: 'NewCertificate', description: 'What a certificate is issued from' })

export const corrections = newCertificate
  .omit({ userId: true })
  .extend({
    achievedAt: newCertificate.shape.achievedAt.meta(doc('Timestamp of certificate issue', 1234567890)),
    expiresAt: newCertificate.shape.expiresAt.meta(doc('Timestamp when certificate expires; null: never', 1334567890)),
    imageUrl: newCertificate.shape.imageUrl
      .nullable()
      .meta(
        doc(
          'URL to the certificate image; null: the one that this server makes',
          'http://s3.amazonaws.com/certificates/cert123.png',
        ),
      ),
  })
  .meta({ id: 'Corrections', description: 'What the new certificate states otherwise; {} for nothing' })

export const certificateChange = corrections
  .pick({ expiresAt: true, imageUrl: true })
  .meta({ id: 'CertificateChange', description: 'What may change after issue; facts do not' })

export const revocation = z
  .object({
    reason: requiredText(1000).meta(doc('Why, for everybody to read', 'Issued to the wrong person.')),
  })
  .meta({ id: 'Revocation', description: 'Why a certificate is revoked' })

export const certificatesQuery = pageQuery.extend({
  courseId: wholeNumber(0, MAX_ID).optional().meta(doc('Only those of a course', 2)),
  userId: text(64).optional().meta(doc('Only those of a user', '1234567890')),
  email: text(254)
    .optional()
    .meta(doc('Only those of users with this email address, also of those deleted since', 'john@example.com')),
  status: z
    .enum(['active', 'expired', 'revoked'], 'Must be active, expired or revoked.')
    .optional()
    .meta(doc('Only those that are active, expired or revoked', 'active')),
  achievedFrom: filterTimestamp.optional().meta(doc('Only those achieved at this timestamp or later', 1234567890)),
  achievedTo: filterTimestamp.optional().meta(doc('Only those achieved at this timestamp or earlier', 1334567890)),
})
