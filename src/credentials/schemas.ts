import { z } from 'zod'
import { doc } from '../http/schemas.ts'

/** Media type of a credential (W3C Verifiable Credentials 2.0). */
export const CREDENTIAL_TYPE = 'application/vc'

const PAGE = 'https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08'
const DID = 'did:web:certificates.example.com'
const LIST = 'https://certificates.example.com/status/1/1'

const names = (description: string, example: string[]) => z.array(z.string()).meta(doc(description, example))

/** The parts that every credential here has. docs/credentials.md lists all fields. */
export const credential = z
  .looseObject({
    '@context': names('Contexts, which define the fields', [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ]),
    id: z.string().meta(doc('Address of the credential', `${PAGE}/credential.json`)),
    type: names('Types', ['VerifiableCredential', 'OpenBadgeCredential']),
    name: z.string().meta(doc('Name of the certificate', 'Course Completion Certificate')),
    issuer: z
      .looseObject({ id: z.string().meta(doc('DID of the site', DID)) })
      .meta(doc('The institution', { id: DID, type: ['Profile'], name: 'University of Example' })),
    validFrom: z.string().meta(doc('Time of issue', '2026-05-04T09:00:00Z')),
    validUntil: z.string().optional().meta(doc('Time of expiry', '2028-05-04T22:59:59Z')),
    credentialSubject: z.looseObject({ type: names('Types', ['AchievementSubject']) }).meta({
      description: 'The holder and the achievement',
      examples: [{ type: ['AchievementSubject'], achievement: { type: ['Achievement'], name: 'Advanced Sales' } }],
    }),
    credentialStatus: z
      .looseObject({ statusListCredential: z.string().meta(doc('Address of the status list', LIST)) })
      .meta(doc('Place in a status list', { statusListCredential: LIST, statusListIndex: '94567' })),
    proof: z
      .array(z.looseObject({ cryptosuite: z.string().meta(doc('Kind of the signature', 'eddsa-rdfc-2022')) }))
      .meta(doc('Signature', [{ type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' }])),
  })
  .meta({ id: 'Credential', description: 'A certificate as an Open Badge 3.0' })
