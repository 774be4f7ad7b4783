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

/** Maximum number of names that are compared, of all and of those with letters outside Latin. */
const MAX_NAMES = 100

/** Returns the longest names of a site's users and courses, also those with letters outside Latin. Longest first. */
export async function findLongestNames(sql: Sql, siteId: number): Promise<{ holder: string[]; course: string[] }> {
  const rows = await sql.$queryRaw<{ place: 'holder' | 'course'; name: string }[]>`
    WITH named AS (
      SELECT 'holder' AS place, name FROM users WHERE site_id = ${siteId} AND retired_at IS NULL
      UNION ALL
      SELECT 'course', name FROM courses WHERE site_id = ${siteId} AND retired_at IS NULL
    ), ranked AS (
      SELECT place, name, row_number() OVER (
        PARTITION BY place, name ~ '[^\\u0001-\\u024F]' ORDER BY length(name) DESC, name
      ) AS rank
      FROM named
    )
    SELECT DISTINCT place, name, length(name) AS length FROM ranked WHERE rank <= ${MAX_NAMES}
    ORDER BY length DESC, name`
  const of = (place: string) => rows.flatMap((row) => (row.place === place ? [row.name] : []))
  return { holder: of('holder'), course: of('course') }
}
