import type { Database } from '../../database/client.ts'
import type { ReadFonts } from '../../typeset/renderer.ts'

/** Returns a function that reads the files of a site's fonts by their hashes. */
export function fontsOf(db: Database, siteId: number): ReadFonts {
  return async (hashes) => {
    const fonts = await db.prisma.font.findMany({ where: { siteId, hash: { in: hashes } } })
    return Object.fromEntries(fonts.map(({ hash, file }) => [hash, file]))
  }
}
