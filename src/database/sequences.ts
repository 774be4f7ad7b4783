import type { Sql } from './sql.ts'

/** Returns the used part of each sequence of ids, from 0 to 1. */
export function sequenceUse(sql: Sql): Promise<{ sequence: string; used: number }[]> {
  return sql.$queryRaw`
    SELECT sequencename::text AS sequence, coalesce(last_value, 0)::float8 / max_value AS used
    FROM pg_sequences
    WHERE schemaname = 'public'
    ORDER BY sequencename`
}
