import type { Database } from '../database/client.ts'
import { countOf } from '../database/counters.ts'
import type { AuditEntry } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import { type AuditFilter, countEntries, findEntryIds } from './auditFilter.ts'
import { type Page, type PageRange, pageOf, skipTake } from './paging.ts'
import type { Author, CommandAuthor, KeyAuthor } from './writeContext.ts'

export type { AuditEntry }

/** A change of a subject, such as `course/12`, with its states before and after. */
export type AuditedChange = { action: string; subject: string; before?: object; after?: object }

/** Writes audit entries in the transaction of the change. */
export function record(
  tx: Sql,
  context: { siteId: number | null; author: Author; at: Date },
  ...changes: AuditedChange[]
): Promise<void> {
  const { author } = context
  return recordAll(
    tx,
    context,
    changes.map((change) => ({ author, change })),
  )
}

/** Writes audit entries of several authors. */
export async function recordAll(
  tx: Sql,
  { siteId, at }: { siteId: number | null; at: Date },
  entries: { author: Author; change: AuditedChange }[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ author, change: { action, subject, before, after } }) => {
    const { keyId, requestId, command }: Partial<KeyAuthor & CommandAuthor> = author
    return { action, subject, before, after, keyId, requestId, command }
  })
  await tx.$executeRaw`
    INSERT INTO audit_entries (site_id, at, key_id, request_id, command, action, subject, before, after)
    SELECT ${siteId}::int, ${at}::timestamptz, change."keyId", change."requestId", change.command,
           change.action, change.subject, change.before, change.after
    FROM ROWS FROM (json_to_recordset(${JSON.stringify(rows)}::json)
           AS (action text, subject text, before json, after json, "keyId" int, "requestId" text, command text))
         WITH ORDINALITY AS change (action, subject, before, after, "keyId", "requestId", command, place)
    ORDER BY change.place`
}

/** Lists a site's audit entries, newest first. */
export async function listAudit(
  db: Database,
  siteId: number,
  filter: AuditFilter,
  range: PageRange<number>,
): Promise<Page<AuditEntry, number>> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return isFiltered ? filtered(db, siteId, filter, range) : unfiltered(db, siteId, range)
}

function unfiltered(db: Database, siteId: number, range: PageRange<number>) {
  const rows = db.prisma.auditEntry.findMany({
    where: { siteId, id: { lt: range.after } },
    orderBy: { id: 'desc' },
    ...skipTake(range),
  })
  return pageOf(rows, countOf(db, siteId, 'audit_entries'), range, (entry) => Number(entry.id))
}

async function filtered(db: Database, siteId: number, filter: AuditFilter, range: PageRange<number>) {
  const found = findEntryIds(db, siteId, filter, range)
  const page = await pageOf(found, countEntries(db, siteId, filter), range, Number)
  const rows = await db.prisma.auditEntry.findMany({ where: { id: { in: page.rows } }, orderBy: { id: 'desc' } })
  return { ...page, rows }
}
