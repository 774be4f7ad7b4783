import { unixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type AuditEntry, listAudit } from '../../core/audit.ts'
import { text } from '../../core/fields.ts'
import { revalidated } from '../../http/caching.ts'
import { answer } from '../../http/openapi.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { scopesOf, siteOf } from '../auth.ts'
import { dateParameter, readRange } from '../dates.ts'
import { failures, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { longPageQuery, nextCursor, pagingFields, totalCountIsExact } from '../paging.ts'
import { timestamp, totalOf } from '../schemas.ts'
import { timeZoneOf } from '../sites/service.ts'

const state = z.record(z.string(), z.unknown()).optional()

const entry = z
  .object({
    id: z.int().meta({ description: 'Entry ID', examples: [42] }),
    at: timestamp.meta({ description: 'Timestamp of the change', examples: [1234567890] }),
    keyId: z
      .int()
      .optional()
      .meta({ description: 'API key that made the change', examples: [7] }),
    requestId: z
      .string()
      .optional()
      .meta({
        description: 'ID of the request (`reqId` in the log)',
        examples: ['0b5cbb25-5a67-4f0f-a0e0-c3f6aa3a1f6c'],
      }),
    command: z
      .string()
      .optional()
      .meta({ description: 'Command or issuer wallet that made the change', examples: ['keys revoke'] }),
    action: z.string().meta({ description: 'Action', examples: ['course.update'] }),
    subject: z.string().meta({ description: 'Changed object', examples: ['course/2'] }),
    before: state.meta({
      description: 'Object before the change. Absent if it was created, or if the key lacks the scope `read`.',
      examples: [{ isDraft: true }],
    }),
    after: state.meta({
      description: 'Object after the change. Absent if it was deleted, or if the key lacks the scope `read`.',
      examples: [{ isDraft: false }],
    }),
  })
  .meta({ id: 'AuditEntry', description: 'A change and its author' })

const page = z
  .object({
    entries: z.array(entry).meta({ description: 'Array of entries' }),
    totalCount: totalOf('entries'),
    totalCountIsExact,
    nextCursor,
  })
  .meta({ id: 'AuditPage', description: 'A page of audit entries' })

const query = longPageQuery.extend({
  keyId: wholeNumber(0, MAX_ID)
    .optional()
    .meta({ description: 'Only changes by this key', examples: [7] }),
  subject: text(100)
    .optional()
    .meta({ description: 'Only changes to this object', examples: ['course/2'] }),
  from: dateParameter('from')
    .optional()
    .meta({ description: 'Only changes at or after this time', examples: [1234567890] }),
  to: dateParameter('to')
    .optional()
    .meta({ description: 'Only changes at or before this time. A day means its end.', examples: [1334567890] }),
})

export const auditRoute: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db }) => {
  app.get(
    '/audit',
    {
      onSend: revalidated,
      config: { scope: 'admin' },
      schema: {
        operationId: 'listAudit',
        summary: 'List audit entries',
        description:
          'Lists all changes in the site, newest first, with time and author. `before` and `after` need the scope ' +
          '`read` beside `admin`.',
        tags: ['Audit'],
        querystring: query,
        response: { 200: answer('A page of audit entries', page), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { offset, limit, cursor: after, from, to, ...filter } = request.query
      const siteId = siteOf(request)
      const times = await readRange({ from, to }, () => timeZoneOf(db.prisma, siteId))
      const found = await listAudit(db, siteId, { ...filter, ...times }, { offset, limit, after })
      // A key without `read` must not read the site's objects here.
      const toWire = scopesOf(request).includes('read') ? toDetailedEntry : toEntry
      return { entries: found.rows.map(toWire), ...pagingFields(found) }
    },
  )
}

function toEntry(row: AuditEntry): z.output<typeof entry> {
  return {
    id: Number(row.id),
    at: unixTime(row.at),
    keyId: row.keyId ?? undefined,
    requestId: row.requestId ?? undefined,
    command: row.command ?? undefined,
    action: row.action,
    subject: row.subject,
  }
}

function toDetailedEntry(row: AuditEntry): z.output<typeof entry> {
  return {
    ...toEntry(row),
    // This server wrote these values, always as objects.
    before: (row.before as Record<string, unknown> | null) ?? undefined,
    after: (row.after as Record<string, unknown> | null) ?? undefined,
  }
}
