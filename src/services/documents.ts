import type { CID } from 'multiformats/cid'
import type { DocumentStatus } from '../db/prisma/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'

/** How long a document is looked for, in milliseconds. */
export const FIND_DOCUMENT_MS = 3000

/** Looks for a document on IPFS and never for longer than `FIND_DOCUMENT_MS`, whatever the node does. */
export async function findDocument(ipfs: IpfsStore, cid: CID): Promise<DocumentStatus> {
  const signal = AbortSignal.timeout(FIND_DOCUMENT_MS)
  const search = ipfs.has(cid, signal).then(
    (found) => (found ? 'available' : 'unavailable'),
    () => 'unchecked' as const,
  )
  return Promise.race([search, deadline(FIND_DOCUMENT_MS + 200)])
}

/** For a store that does not heed its signal. */
function deadline(milliseconds: number): Promise<'unchecked'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('unchecked'), milliseconds).unref()
  })
}
