import { dataOf, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { operations } from '../openapi/lms.ts'
import type { AuditEntry, AuditPage } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Audit = ReturnType<typeof auditOf>

type Filters = Omit<NonNullable<operations['listAudit']['parameters']['query']>, 'offset' | 'limit' | 'cursor'>

export function auditOf(raw: LmsClient) {
  return {
    /** Lists who changed what, newest first. */
    list(
      filters: Filters = {},
      { pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {},
    ): List<AuditPage, AuditEntry> {
      return listOf(
        (cursor) =>
          dataOf(raw.GET('/openapi/v1/audit', { params: { query: { ...filters, limit, cursor } }, ...sent(options) })),
        ({ entries }) => entries,
        ({ nextCursor }) => nextCursor,
      )
    },
  }
}
