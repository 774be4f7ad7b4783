import type { Database } from '../database/client.ts'
import { completeErasedFile, readErasedFile } from './erasedList.ts'
import { completeErasure, type ErasureServices } from './eraseUser.ts'
import { blankUser, type ErasedEntry, findUnfinished, insertErasure, insertMissing } from './queries.ts'

/**
 * Erases the users of a list again if the database still has them, as after the restore of an older backup. Returns how
 * many it erased. Users who are not in the database can never be created.
 */
export async function reapplyErasures(
  db: Database,
  services: ErasureServices,
  entries: ErasedEntry[],
  now: Date,
): Promise<number> {
  if (entries.length === 0) return 0
  const found = await db.transaction(async (tx) => {
    const found = await insertMissing(tx, entries)
    for (const erasure of found) {
      await insertErasure(tx, erasure, now)
      await blankUser(tx, erasure, now)
    }
    return found
  })
  for (const erasure of found) await completeErasure(db, services, erasure, now)
  return found.length
}

/** Reapplies the list in DATA_DIR, and adds what it lacks. Call it at the start, before requests are served. */
export async function syncErasures(db: Database, services: ErasureServices, now: Date): Promise<void> {
  await reapplyErasures(db, services, await readErasedFile(services.dataDir), now)
  await completeErasedFile(db, services.dataDir)
}

/** Completes erasures whose process ended. */
export async function completeErasures(db: Database, services: ErasureServices, now: Date): Promise<void> {
  for (const { erasedAt, ...erasure } of await findUnfinished(db, now)) {
    await completeErasure(db, services, erasure, erasedAt)
  }
}
