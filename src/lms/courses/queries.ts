import type { Sql } from '../../database/sql.ts'

/** Locks a course: nobody else changes it or issues in it before the transaction is over. */
export async function lockCourseRow(tx: Sql, siteId: number, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM courses WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}
