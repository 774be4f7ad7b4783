import { record } from '../../core/audit.ts'
import { type Authorship, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { refreshTopics } from './queries.ts'

// Catalogues belong to no site. All writers insert names in the same order to prevent deadlocks.

/** Imports skills into the standard catalogue. Returns how many were new. */
export async function importSkills(
  db: Database,
  { author, at }: Pick<Authorship, 'author' | 'at'>,
  names: string[],
): Promise<number> {
  const imported = await write({ db }, async (tx) => {
    const created = await tx.skill.createManyAndReturn({
      data: names.toSorted().map((name) => ({ name, standardized: true })),
      skipDuplicates: true,
    })
    const promoted = await tx.skill.updateManyAndReturn({
      where: { name: { in: names }, standardized: false },
      data: { standardized: true },
    })
    const added = [...created, ...promoted].map((skill) => skill.name)
    const deed = { action: 'skills.import', subject: 'skills', after: { added } }
    if (added.length > 0) await record(tx, { siteId: null, author, at }, deed)
    return { added: added.length, promoted: promoted.length }
  })
  // Updates certificates that name them now, so that reads need no lookup.
  if (imported.promoted > 0) await refreshTopics(db)
  return imported.added
}

export function importIndustries(
  db: Database,
  { author, at }: Pick<Authorship, 'author' | 'at'>,
  names: string[],
): Promise<number> {
  return write({ db }, async (tx) => {
    const created = await tx.industry.createManyAndReturn({
      data: names.toSorted().map((name) => ({ name })),
      skipDuplicates: true,
    })
    const added = created.map((industry) => industry.name)
    const deed = { action: 'industries.import', subject: 'industries', after: { added } }
    if (added.length > 0) await record(tx, { siteId: null, author, at }, deed)
    return added.length
  })
}
