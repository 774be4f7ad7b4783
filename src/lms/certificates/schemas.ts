import { z } from 'zod'
import { givenTimestamp, requiredText, text, webUrl } from '../../core/fields.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { nextCursor, pageQuery } from '../paging.ts'
import { filterTimestamp, id, totalOf } from '../schemas.ts'
import { user } from '../users/schemas.ts'
import { certificateFields, listedCertificate } from './listedCertificate.ts'

// The shapes of certificates.

export const certificateParams = z.object({
  certificateId: wholeNumber(0, MAX_ID).meta({
    description: 'The unique identifier of the certificate',
    examples: [123],
  }),
})

export const certificate = z
  .object({
    ...certificateFields,
    replaces: id.optional().meta({ description: 'ID of the certificate that it was issued anew for', examples: [122] }),
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
    userId: requiredText(64).meta({ description: 'User who receives the certificate', examples: ['1234567890'] }),
    name: requiredText(255)
      .optional()
      .meta({ description: 'Certificate name', examples: ['Course Completion Certificate'] }),
    description: text(1000)
      .optional()
      .meta({ description: 'Certificate description', examples: ['Certificate of completion'] }),
    achievedAt: givenTimestamp
      .optional()
      .meta({ description: 'Timestamp of certificate issue; now by default', examples: [1234567890] }),
    expiresAt: givenTimestamp
      .nullish()
      .meta({ description: 'Timestamp when certificate expires; never by default', examples: [1334567890] }),
    imageUrl: webUrl(2000)
      .optional()
      .meta({
        description: 'URL to the certificate image',
        examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
      }),
  })
  .meta({ id: 'NewCertificate', description: 'What a certificate is issued from' })

export const corrections = newCertificate
  .omit({ userId: true })
  .extend({
    achievedAt: newCertificate.shape.achievedAt.meta({
      description: 'Timestamp of certificate issue',
      examples: [1234567890],
    }),
    expiresAt: newCertificate.shape.expiresAt.meta({
      description: 'Timestamp when certificate expires; null: never',
      examples: [1334567890],
    }),
    imageUrl: newCertificate.shape.imageUrl.nullable().meta({
      description: 'URL to the certificate image; null: the one that this server makes',
      examples: ['http://s3.amazonaws.com/certificates/cert123.png'],
    }),
  })
  .meta({ id: 'Corrections', description: 'What the new certificate states otherwise; {} for nothing' })

export const certificateChange = corrections
  .pick({ expiresAt: true, imageUrl: true })
  .meta({ id: 'CertificateChange', description: 'What may change after issue; facts do not' })

export const revocation = z
  .object({
    reason: requiredText(1000).meta({
      description: 'Why, for everybody to read',
      examples: ['Issued to the wrong person.'],
    }),
  })
  .meta({ id: 'Revocation', description: 'Why a certificate is revoked' })

export const certificatesQuery = pageQuery.extend({
  courseId: wholeNumber(0, MAX_ID)
    .optional()
    .meta({ description: 'Only those of a course', examples: [2] }),
  userId: text(64)
    .optional()
    .meta({ description: 'Only those of a user', examples: ['1234567890'] }),
  email: text(254)
    .optional()
    .meta({
      description: 'Only those of users with this email address, also of those deleted since',
      examples: ['john@example.com'],
    }),
  status: z
    .enum(['active', 'expired', 'revoked'], 'Must be active, expired or revoked.')
    .optional()
    .meta({ description: 'Only those that are active, expired or revoked', examples: ['active'] }),
  achievedFrom: filterTimestamp
    .optional()
    .meta({ description: 'Only those achieved at this timestamp or later', examples: [1234567890] }),
  achievedTo: filterTimestamp
    .optional()
    .meta({ description: 'Only those achieved at this timestamp or earlier', examples: [1334567890] }),
})
