import type { Sql } from '../../database/sql.ts'

export async function lockCourseRow(tx: Sql, siteId: number, id: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM courses WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}
