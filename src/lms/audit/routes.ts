import { fromUnixTime, unixTime } from '@chancery/verify/unixTime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type AuditEntry, listAudit } from '../../core/audit.ts'
import { text } from '../../core/fields.ts'
import { answer } from '../../http/openapi.ts'
import { MAX_ID, wholeNumber } from '../../http/schemas.ts'
import { siteOf } from '../auth.ts'
import { failures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { longPageQuery, nextCursor, restOf } from '../paging.ts'
import { filterTimestamp, timestamp, totalOf } from '../schemas.ts'

const state = z.record(z.string(), z.unknown()).optional()

const entry = z
  .object({
    id: z.int().meta({ description: 'Entry ID', examples: [42] }),
    at: timestamp.meta({ description: 'Timestamp of the change', examples: [1234567890] }),
    keyId: z
      .int()
      .optional()
      .meta({ description: 'The API key that made it …', examples: [7] }),
    requestId: z
      .string()
      .optional()
      .meta({ description: 'in this request, as logs name it', examples: ['0b5cbb25-5a67-4f0f-a0e0-c3f6aa3a1f6c'] }),
    command: z
      .string()
      .optional()
      .meta({ description: '… or the command, or the wallet of the issuer, that made it', examples: ['keys revoke'] }),
    action: z.string().meta({ description: 'What was done', examples: ['course.update'] }),
    subject: z.string().meta({ description: 'What to', examples: ['course/2'] }),
    before: state.meta({ description: 'How it was before, where it was', examples: [{ isDraft: true }] }),
    after: state.meta({ description: 'How it was after, where it was', examples: [{ isDraft: false }] }),
  })
  .meta({ id: 'AuditEntry', description: 'A change, by a key or a command' })

const page = z
  .object({
    entries: z.array(entry).meta({ description: 'Array of entries' }),
    totalCount: totalOf('entries'),
    nextCursor,
  })
  .meta({ id: 'AuditPage', description: 'A page of the audit' })

const query = longPageQuery.extend({
  keyId: wholeNumber(0, MAX_ID)
    .optional()
    .meta({ description: 'Only what this key did', examples: [7] }),
  subject: text(100)
    .optional()
    .meta({ description: 'Only what was done to this', examples: ['course/2'] }),
  from: filterTimestamp
    .optional()
    .meta({ description: 'Only what was done at this timestamp or later', examples: [1234567890] }),
  to: filterTimestamp
    .optional()
    .meta({ description: 'Only what was done at this timestamp or earlier', examples: [1334567890] }),
})

export const auditRoute: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db }) => {
  app.get(
    '/audit',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listAudit',
        summary: 'List changes',
        description:
          'Lists every change in the site, newest first: when, by which key or command, what, before and after.',
        tags: ['Audit'],
        querystring: query,
        response: { 200: answer('A page of the audit', page), ...failures },
      },
    },
    async (request) => {
      const { offset, limit, cursor: after, from, to, ...filter } = request.query
      const found = await listAudit(
        db,
        siteOf(request),
        { ...filter, from: fromUnixTime(from), to: fromUnixTime(to) },
        { offset, limit, after },
      )
      return { entries: found.rows.map(toEntry), ...restOf(found) }
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
    // This server wrote these values, always as objects.
    before: (row.before as Record<string, unknown> | null) ?? undefined,
    after: (row.after as Record<string, unknown> | null) ?? undefined,
  }
}
