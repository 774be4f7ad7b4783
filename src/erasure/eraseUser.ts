import { record } from '../core/audit.ts'
import { type SiteContext, write } from '../core/writeContext.ts'
import { eraseCredentials } from '../credentials/queries.ts'
import type { Database } from '../database/client.ts'
import { MANY_ROWS_MS, type Sql } from '../database/sql.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { requireUnprotected, userNotFound } from '../lms/users/service.ts'
import { removeDocuments } from '../public/documents/queries.ts'
import { type RemovalServices, removeDueDocuments } from '../public/documents/removals.ts'
import { completeErasedFile } from './erasedList.ts'
import {
  blankAudit,
  blankReplays,
  blankTombstones,
  blankUser,
  bury,
  deleteCertificates,
  deleteEvents,
  deletePublished,
  deleteServed,
  deleteUnusedWallets,
  ERASED_USER,
  type Erasure,
  finishErasure,
  hasOtherCertificates,
  insertErasure,
  isAudited,
  isErased,
  lockCertificates,
  lockCourses,
  lockUser,
} from './queries.ts'

export type ErasureServices = RemovalServices & { ipfs: Pick<IpfsStore, 'finishRemovals'>; dataDir: string }

/** Certificates per transaction. */
const BATCH = 200

/**
 * Erases a user and everything that personalData.ts lists, permanently. A second call changes nothing. Throws
 * `user.not_found` if the site never had this user, and `user.protected`. A job completes an interrupted erasure.
 */
export async function eraseUser(context: SiteContext, services: ErasureServices, userId: string): Promise<void> {
  const erasure = { siteId: context.siteId, userId }
  if (await begin(context, erasure)) await completeErasure(context.db, services, erasure, context.at)
}

/** Prevents new certificates of the user. Returns false if the user was erased before. */
function begin(context: SiteContext, erasure: Erasure): Promise<boolean> {
  return write({ db: context.db }, async (tx) => {
    const user = await lockUser(tx, erasure)
    if (user) requireUnprotected(user)
    else if (await isErased(tx, erasure)) return false
    else if (!(await isAudited(tx, erasure))) throw userNotFound(erasure.userId)
    await insertErasure(tx, erasure, context.at)
    await blankUser(tx, erasure, context.at)
    await record(tx, context, { action: 'user.erase', subject: ERASED_USER })
    return true
  })
}

/** Completes an erasure that has begun. Safe to interrupt, to repeat and to run concurrently. */
export async function completeErasure(
  db: Database,
  services: ErasureServices,
  erasure: Erasure,
  at: Date,
): Promise<void> {
  // Large users take several transactions, which hold the locks of their courses only briefly.
  while (await db.transaction((tx) => eraseBatch(tx, erasure, at), { statementMs: MANY_ROWS_MS }));
  await removeDueDocuments(db, services, at)
  await completeErasedFile(db, services.dataDir)
}

/** Erases some certificates, and at last the user. Returns whether certificates are left. */
async function eraseBatch(tx: Sql, erasure: Erasure, at: Date): Promise<boolean> {
  const { siteId, userId } = erasure
  const certificates = await lockCertificates(tx, erasure, BATCH)
  const ids = certificates.map(({ id }) => id)
  await lockCourses(tx, [...new Set(certificates.map(({ courseId }) => courseId))])
  await lockUser(tx, erasure)
  // A reissue that held a certificate until now may have added another one.
  const isLast = !(await hasOtherCertificates(tx, erasure, ids))
  await eraseCredentials(tx, ids, at)
  const published = await deletePublished(tx, ids)
  const publicIds = [...certificates.map(({ publicId }) => publicId), ...published.map(({ id }) => id)]
  const deletedBefore = await blankTombstones(tx, ids)
  await bury(tx, publicIds, at)
  await removeDocuments(tx, { cids: [...deletedBefore, ...published.map(({ ipfsHash }) => ipfsHash)], publicIds }, at)
  await deleteServed(tx, publicIds)
  await deleteCertificates(tx, certificates)
  await deleteUnusedWallets(
    tx,
    published.flatMap(({ holderId }) => holderId ?? []),
  )
  const subjects = [...ids.map((id) => `certificate/${id}`), ...(isLast ? [`user/${userId}`] : [])]
  await deleteEvents(tx, siteId, subjects)
  await blankAudit(tx, siteId, subjects)
  await blankReplays(tx, siteId, at)
  if (isLast) await finishErasure(tx, erasure)
  return !isLast
}
