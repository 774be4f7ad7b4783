import { type AuditedChange, record } from '../core/audit.ts'
import { readConfig } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { DataDirInUse } from '../database/lock.ts'
import { openDatabase } from '../database/open.ts'
import { by } from './author.ts'

/** Writes audit entries for all sites. */
export function recordFor(db: Database, command: string, ...changes: AuditedChange[]): Promise<void> {
  return record(db.prisma, { siteId: null, ...by(command) }, ...changes)
}

/**
 * Runs a command that uses the database only for the audit. Skips the audit, with a warning, if another command is
 * using the embedded database. Any other database error stops the command before it starts.
 */
export async function recording<Result>(
  command: string,
  run: () => Promise<Result>,
  changesOf: (result: Result) => AuditedChange[],
): Promise<Result> {
  const db = await openDatabase(readConfig(process.env)).catch((error) => {
    if (!(error instanceof DataDirInUse)) throw error
    console.error('Not recorded in the audit: another process is using the embedded database.')
    return null
  })
  try {
    const result = await run()
    if (db) await recordFor(db, command, ...changesOf(result))
    return result
  } finally {
    await db?.close()
  }
}
