import { randomUUID } from 'node:crypto'
import type { Database } from '../../../src/database/client.ts'
import { issueCertificate } from '../../../src/lms/certificates/issue.ts'
import { revokeCertificate } from '../../../src/lms/certificates/revoke.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { createUser } from '../../../src/lms/users/service.ts'
import { contextIn } from './context.ts'

/** Issues a certificate of a new course to a new user of a site; returns its id. */
export async function issueOne(db: Database, siteId: number): Promise<number> {
  const context = contextIn(db, siteId)
  const { id: courseId } = await createCourse(context, { name: 'Advanced Sales Techniques' })
  const learner = { name: 'John Doe', email: `${randomUUID()}@example.com`, roleAlias: 'learner' }
  const { id: userId } = await createUser(context, learner)
  return (await issueCertificate(context, courseId, { userId })).id
}

export async function revokeOne(db: Database, siteId: number, id: number): Promise<void> {
  await revokeCertificate(contextIn(db, siteId), id, 'A mistake.')
}
