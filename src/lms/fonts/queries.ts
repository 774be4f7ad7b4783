import type { Sql } from '../../database/sql.ts'

export async function lockFontNameRow(tx: Sql, siteId: number, name: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM font_names WHERE site_id = ${siteId} AND name = ${name} FOR UPDATE`
}

/** Locks the names of fonts against deletion until the transaction ends. Returns those that exist. */
export async function lockFontNameRowsForShare(tx: Sql, siteId: number, names: string[]): Promise<string[]> {
  const found = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM font_names WHERE site_id = ${siteId} AND name = ANY (${names}) ORDER BY name FOR KEY SHARE`
  return found.map(({ name }) => name)
}

/** Returns a template of the site that names the font. Null without one. */
export async function findTemplateWithFont(tx: Sql, siteId: number, name: string): Promise<string | null> {
  const [found] = await tx.$queryRaw<{ name: string }[]>`
    SELECT template.name FROM template_fonts used
    JOIN template_names template ON template.site_id = used.site_id AND template.hash = used.template_hash
    WHERE used.site_id = ${siteId} AND used.name = ${name}
    ORDER BY template.name LIMIT 1`
  return found?.name ?? null
}

/** Deletes fonts that were created before a time and that no name and no template refers to. */
export function deleteUnusedFonts(sql: Sql, before: Date): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM fonts font
    WHERE created_at < ${before}::timestamptz
      AND NOT EXISTS (SELECT FROM font_names name WHERE name.site_id = font.site_id AND name.hash = font.hash)
      AND NOT EXISTS (SELECT FROM template_fonts used WHERE used.site_id = font.site_id AND used.font_hash = font.hash)`
}
