import type { SiteContext } from '../../../src/core/writeContext.ts'
import type { Database } from '../../../src/database/client.ts'

/** The context of writes that tests make in a site. */
export function contextIn(db: Database, siteId: number, at = new Date()): Omit<SiteContext, 'storeReplay'> {
  return { db, siteId, author: { command: 'test' }, at, publicUrl: 'https://certificates.example' }
}
