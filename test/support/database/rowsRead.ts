import type { Database } from '../../../src/database/client.ts'
import { Prisma } from '../../../src/database/prisma/client.ts'
import type { Sql } from '../../../src/database/sql.ts'

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] } & {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
}

/** Rows that each statement has read from a table, and the kinds of scans of it. */
export type Reads = { rows: number[]; scans: Set<string> }

/** Returns SQL that notes what statements read from a table, and whose results are empty. */
export function explained(db: Database, table: string): { sql: Sql; reads: Reads } {
  const reads: Reads = { rows: [], scans: new Set() }
  const rowsRead = (node: Plan): number => {
    const isRead = node['Relation Name'] === table
    if (isRead) reads.scans.add(node['Node Type'])
    const own = isRead ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0
    return (node.Plans ?? []).reduce((sum, one) => sum + rowsRead(one), own)
  }
  const sql: Sql = {
    $executeRaw: () => Promise.reject(new Error('Nothing is written.')),
    async $queryRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) {
      const given = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values)
      const [row] = await db.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
        Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${given}`,
      )
      if (row) reads.rows.push(Math.round(rowsRead(row['QUERY PLAN'][0].Plan)))
      return [] as never // The callers accept a result without rows.
    },
  }
  return { sql, reads }
}
