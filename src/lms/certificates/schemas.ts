import { z } from 'zod'
import { closed } from '../../core/closed.ts'
import { requiredText, soughtEmail, text, titleText, webUrl } from '../../core/fields.ts'
import { doc, MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { courseKey } from '../courses/schemas.ts'
import { dateField, dateParameter, FIRST_EXPIRY } from '../dates.ts'
import { nextCursor, pageQuery, totalCountIsExact } from '../paging.ts'
import { id, timestamp, totalOf } from '../schemas.ts'
import { user } from '../users/schemas.ts'
import { adviceOnName, adviceOnUser } from './fixed.ts'
import { certificateFields, listedCertificate } from './listedCertificate.ts'

export const certificateParams = z.object({
  certificateId: wholeNumber(0, MAX_ID).meta(doc('The unique identifier of the certificate', 1)),
})

export const certificate = z
  .object({
    ...certificateFields,
    replaces: id.optional().meta(doc('ID of the certificate that this one replaces', 122)),
    user,
  })
  .meta({ id: 'Certificate', description: 'A certificate with all fields of its user' })

export const certificatePage = z
  .object({
    certificates: z.array(listedCertificate).meta({ description: 'Array of certificate objects' }),
    totalCount: totalOf('certificates'),
    totalCountIsExact,
    nextCursor,
  })
  .meta({ id: 'CertificatePage', description: 'A page of certificates' })

const given = z.object({
  userId: requiredText(64).meta(doc('User who receives the certificate', '1234567890')),
  name: titleText(255).optional().meta(doc('Certificate name', 'Course Completion Certificate')),
  description: text(1000).optional().meta(doc('Certificate description', 'Certificate of completion')),
  achievedAt: dateField('achievedAt')
    .optional()
    .meta(doc('Time of achievement. A day means its beginning. Default: now.', 1234567890)),
  expiresAt: dateField('expiresAt', FIRST_EXPIRY)
    .nullish()
    .meta(doc('Time of expiry. A day means its end. Default: never.', 1334567890)),
  imageUrl: webUrl(2000)
    .optional()
    .meta(doc('URL of the certificate image', 'http://s3.amazonaws.com/certificates/cert123.png')),
  notify: z
    .boolean('Must be true or false.')
    .optional()
    .meta(
      doc('Whether the user gets mails about this certificate. Default: as the course and the site choose.', false),
    ),
})

/** Fields of a certificate in responses that follow from others. */
const derived = ['number', 'verificationUrl', 'pictureUrl', 'pdfUrl', 'credentialUrl', 'replaces']
const state = ['revokedAt', 'revocationReason']

export const newCertificate = closed(given, {
  ignored: ['id', 'courseId', 'courseName', 'publicId', 'user', ...derived, ...state],
  hints: {
    userName: 'The certificate takes the name of the user.',
    email: 'Use userId, or issue a batch, which finds users by email.',
  },
}).meta({ id: 'NewCertificate', description: 'Fields of a new certificate' })

const correctable = given.omit({ userId: true }).extend({
  achievedAt: given.shape.achievedAt.meta(doc('Time of achievement', 1234567890)),
  expiresAt: given.shape.expiresAt.meta(doc('Time of expiry. null: never.', 1334567890)),
  imageUrl: given.shape.imageUrl
    .nullable()
    .meta(
      doc(
        'URL of the certificate image. null: an image rendered by this server.',
        'http://s3.amazonaws.com/certificates/cert123.png',
      ),
    ),
})

const identity = ['id', 'publicId', 'courseId', 'courseName', 'user']
export const fixedInCorrections = identity
export const fixedInCertificate = [...identity, ...state, 'name', 'description', 'achievedAt']

export const corrections = closed(correctable, {
  ignored: [...derived, ...state],
  fixed: fixedInCorrections,
  hints: { userName: adviceOnName, userId: adviceOnUser, email: adviceOnUser },
}).meta({ id: 'Corrections', description: 'Fields to correct in the new certificate. Send {} for none.' })

export const certificateChange = closed(correctable.pick({ expiresAt: true, imageUrl: true }), {
  ignored: derived,
  fixed: fixedInCertificate,
  hints: { userName: adviceOnName, userId: adviceOnUser, email: adviceOnUser },
}).meta({
  id: 'CertificateChange',
  description: 'Fields to change',
  examples: [{ imageUrl: 'http://s3.amazonaws.com/certificates/cert123.png' }],
})

export const revocation = closed(
  z.object({
    reason: requiredText(1000).meta(doc('Public reason', 'Issued to the wrong person.')),
  }),
).meta({ id: 'Revocation', description: 'Reason for a revocation' })

const mail = z
  .object({
    kind: z
      .enum(['issued', 'replaced', 'revoked', 'expiring'])
      .meta(doc('What it says. `replaced`: this certificate replaces an earlier one.', 'issued')),
    state: z
      .enum(['pending', 'sent', 'bounced', 'failed', 'skipped'])
      .meta(
        doc(
          '`sent`: the mail server accepted it. `bounced`: the mail server refused the address. `failed`: the mail server ' +
            'refused the mail, or could not take it for two days. `skipped`: it was no longer wanted.',
          'sent',
        ),
      ),
    attempts: z.int().min(0).meta(doc('Number of attempts', 1)),
    createdAt: timestamp.meta(doc('Time when it was queued', 1234567890)),
    nextAttemptAt: timestamp
      .optional()
      .meta(doc('Time of the next attempt at the earliest, while pending', 1234567890)),
    finishedAt: timestamp.optional().meta(doc('Time when it was sent or given up', 1234567890)),
    error: z
      .string()
      .optional()
      .meta(doc('Why it was not sent, or why the last attempt failed', '550 5.1.1 User unknown')),
  })
  .meta({ id: 'Mail', description: 'A mail to the holder of a certificate' })

export const mails = z
  .object({ mails: z.array(mail).meta({ description: 'Array of mail objects, oldest first' }) })
  .meta({ id: 'Mails', description: 'Mails about a certificate' })

export const offer = z
  .object({
    url: z
      .string()
      .meta(
        doc(
          'Address for the holder’s wallet or browser',
          'https://certificates.example.com/offers/cho_Zm9yLXRoZS1ob2xkZXItMQ?iuv=1',
        ),
      ),
    expiresAt: z.int().meta(doc('Time of expiry', 1334567890)),
  })
  .meta({ id: 'CredentialOffer', description: 'Offer of an Open Badge to a wallet' })

export const certificatesQuery = pageQuery.extend({
  courseId: courseKey.optional().meta(doc('Only certificates of this course. Also `ext:` and its external ID.', 2)),
  userId: text(64).optional().meta(doc('Only certificates of this user', '1234567890')),
  email: soughtEmail
    .optional()
    .meta(doc('Only certificates of users with this email address, including deleted users', 'john@example.com')),
  status: z
    .enum(['active', 'expired', 'revoked'], 'Must be active, expired or revoked.')
    .optional()
    .meta(doc('Only certificates with this status', 'active')),
  achievedFrom: dateParameter('achievedFrom')
    .optional()
    .meta(doc('Only certificates achieved at or after this time', 1234567890)),
  achievedTo: dateParameter('achievedTo')
    .optional()
    .meta(doc('Only certificates achieved at or before this time. A day means its end.', 1334567890)),
})
