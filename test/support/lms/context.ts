import type { SiteContext } from '../../../src/core/writeContext.ts'
import type { Database } from '../../../src/database/client.ts'

/** Returns the context of a write in a site. */
export function contextIn(db: Database, siteId: number, at = new Date()): Omit<SiteContext, 'storeReplay'> {
  return { db, siteId, author: { command: 'test' }, at, publicUrl: 'https://certificates.example' }
}
