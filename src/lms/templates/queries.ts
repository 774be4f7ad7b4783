import type { Sql } from '../../database/sql.ts'

export async function lockTemplateNameRow(tx: Sql, siteId: number, name: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM template_names WHERE site_id = ${siteId} AND name = ${name} FOR UPDATE`
}

/** Locks a template's name against deletion until the transaction ends. Returns whether it exists. */
export async function lockTemplateNameRowForShare(tx: Sql, siteId: number, name: string): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT name FROM template_names WHERE site_id = ${siteId} AND name = ${name} FOR KEY SHARE`
  return found.length > 0
}

/** Deletes templates that were created before a time and that no name and no certificate refers to. */
export function deleteUnusedTemplates(sql: Sql, before: Date): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM templates template
    WHERE created_at < ${before}::timestamptz
      AND NOT EXISTS (SELECT FROM template_names name WHERE name.site_id = template.site_id AND name.hash = template.hash)
      AND NOT EXISTS (
        SELECT FROM course_certificates certificate
        WHERE certificate.site_id = template.site_id AND certificate.template_hash = template.hash
      )`
}
