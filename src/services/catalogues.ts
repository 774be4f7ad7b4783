import type { Database } from '../db/client.ts'

// Names are inserted in one order by everybody, so that an import and the creation of certificates at the same
// time wait for and never block each other.

/** Takes skills into the standard catalogue; returns how many were not in it before. */
export async function importSkills(db: Database, names: string[]): Promise<number> {
  const { count: added } = await db.prisma.skill.createMany({
    data: names.toSorted().map((name) => ({ name, standardized: true })),
    skipDuplicates: true,
  })
  const { count: promoted } = await db.prisma.skill.updateMany({
    where: { name: { in: names }, standardized: false },
    data: { standardized: true },
  })
  return added + promoted
}

/** Adds those industries that are not known yet; returns how many. */
export async function importIndustries(db: Database, names: string[]): Promise<number> {
  const { count } = await db.prisma.industry.createMany({
    data: names.toSorted().map((name) => ({ name })),
    skipDuplicates: true,
  })
  return count
}
