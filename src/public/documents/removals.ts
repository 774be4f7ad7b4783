import { toNumber } from '@chancery/verify/certificateNumber'
import type { Database } from '../../database/client.ts'
import { formsOf, parseCid } from '../../ipfs/cid.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import { deleteRemoval, findDueRemovals, isDocumentNamed, type Removal, removeDocuments } from './queries.ts'
import type { DocumentStore } from './store.ts'

export type RemovalServices = { ipfs: Pick<IpfsStore, 'remove'>; documents: Pick<DocumentStore, 'remove'> }

const AT_ONCE = 100

/** Removes all documents that are due. Safe to interrupt and to run concurrently. Throws IpfsUnavailable. */
export async function removeDueDocuments(db: Database, services: RemovalServices, now: Date): Promise<void> {
  for (;;) {
    const removals = await findDueRemovals(db, now, AT_ONCE)
    for (const removal of removals) {
      await remove(db, services, removal)
      await deleteRemoval(db, removal, now)
    }
    if (removals.length < AT_ONCE) return
  }
}

/** Removes a document that was stored for a certificate that was not created. */
export async function dropDocument(db: Database, services: RemovalServices, cid: string, now: Date): Promise<void> {
  await removeDocuments(db, { cids: [cid], publicIds: [] }, now)
  await removeDueDocuments(db, services, now)
}

async function remove(db: Database, { ipfs, documents }: RemovalServices, { cid, publicId }: Removal): Promise<void> {
  if (publicId !== null) return documents.remove(toNumber(publicId))
  const root = parseCid(cid)
  if (root && !(await isDocumentNamed(db, formsOf(root)))) await ipfs.remove(root)
}
