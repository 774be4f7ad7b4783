import { hash, randomUUID } from 'node:crypto'
import { parseCid } from '../../../src/ipfs/cid.ts'
import { issueCertificate, type NewCourseCertificate } from '../../../src/lms/certificates/issue.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { createUser } from '../../../src/lms/users/service.ts'
import { certificateAdder, createCertificate, type NewCertificate } from '../../../src/wallet/certificates/service.ts'
import { contextIn } from '../lms/context.ts'
import type { TestApp } from '../server/app.ts'
import { contextOfWallet } from '../wallet/context.ts'

/** The document of the wallet certificates that these functions create. */
export const certified = new TextEncoder().encode('The certified document.\n')

type Stated = Partial<NewCourseCertificate> & { course?: string; holder?: string }

/** Issues a course certificate; returns both its ids. */
export async function issueStating({ db }: TestApp, siteId: number, { course, holder, ...facts }: Stated = {}) {
  const context = contextIn(db, siteId)
  const { id: courseId } = await createCourse(context, { name: course ?? 'Advanced Sales Techniques' })
  const learner = { name: holder ?? 'Amélie Laurent', email: `${randomUUID()}@secret.example`, roleAlias: 'learner' }
  const { id: userId } = await createUser(context, learner)
  const { id, publicId } = await issueCertificate(context, courseId, { userId, ...facts })
  return { id, publicId }
}

export const holder = '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'
export const issuer = '0xd2be64317eb1832309df8c8c18b09871809f3735'

/** Adds the document to IPFS and creates a wallet certificate for it; returns its id. */
export async function createStating(
  { db, ipfs }: Pick<TestApp, 'db' | 'ipfs'>,
  facts: Partial<NewCertificate> = {},
): Promise<string> {
  const cid = await ipfs.add(
    (async function* () {
      yield certified
    })(),
  )
  const creating = { ipfs, ipfsCheck: 'format', add: certificateAdder(db) } as const
  return createCertificate(await contextOfWallet(db, issuer), creating, {
    holder,
    grantedTo: 'learner',
    institutionTitle: 'Open Source University',
    institutionLink: 'https://os.university/',
    programTitle: 'Data Science for Everybody',
    certificateTitle: 'Introduction to Python',
    courseLink: 'https://os.university/courses/python',
    industries: ['E-Learning'],
    skills: ['Python', 'Statistics'],
    score: 92.5,
    duration: 40,
    expirationDate: null,
    document: { cid, hash: cid.toString() },
    checksum: hash('sha256', certified),
    ...facts,
  })
}

/** Returns a document that is on no IPFS node. */
export function missingDocument(): NewCertificate['document'] {
  const text = 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'
  const cid = parseCid(text)
  if (!cid) throw new Error('This is a CID.')
  return { cid, hash: text }
}
