import type { Database } from '../db/client.ts'
import type { Prisma, Role, Site } from '../db/prisma/client.ts'
import { Problem } from '../errors.ts'
import { record } from './audit.ts'
import type { Authorship } from './change.ts'

/** The roles that a user of a new site may have. */
const roles = [
  { alias: 'learner', name: 'Learner' },
  { alias: 'instructor', name: 'Instructor' },
  { alias: 'admin', name: 'Administrator' },
]

/** Makes a site with the usual roles. */
export function createSite(db: Database, name: string, { author, at }: Omit<Authorship, 'siteId'>): Promise<Site> {
  return db.prisma.$transaction((tx) => create(tx, name, { author, at }))
}

async function create(
  tx: Prisma.TransactionClient,
  name: string,
  { author, at }: Omit<Authorship, 'siteId'>,
): Promise<Site> {
  const site = await tx.site.create({ data: { name, createdAt: at, roles: { create: roles } } })
  const deed = { action: 'site.create', subject: `site/${site.id}`, after: { id: site.id, name } }
  await record(tx, { siteId: site.id, author, at }, deed)
  return site
}

/** Names a site: so it stands on its certificates' pages as their issuer. */
export function renameSite(db: Database, id: number, name: string, change: Omit<Authorship, 'siteId'>): Promise<Site> {
  return db.prisma.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<Site[]>`SELECT id, name FROM sites WHERE id = ${id} FOR NO KEY UPDATE`
    if (!before) throw siteNotFound(id)
    const site = await tx.site.update({ where: { id }, data: { name } })
    const deed = {
      action: 'site.rename',
      subject: `site/${id}`,
      before: { id, name: before.name },
      after: { id, name },
    }
    await record(tx, { siteId: id, ...change }, deed)
    return site
  })
}

export function listSites(db: Database): Promise<Site[]> {
  return db.prisma.site.findMany({ orderBy: { id: 'asc' } })
}

/** The site of an id, or the oldest one where none is named; an empty database gets its first site. */
export async function findSite(db: Database, id: number | undefined): Promise<Site> {
  if (id === undefined) return db.prisma.$transaction(firstSite)
  const site = await db.prisma.site.findUnique({ where: { id } })
  if (!site) throw siteNotFound(id)
  return site
}

/** The roles that users of a site may have, by alias. */
export function listRoles(db: Database, siteId: number): Promise<Role[]> {
  return db.prisma.role.findMany({ where: { siteId }, orderBy: { alias: 'asc' } })
}

/** The oldest site, made now where there is none; any number of processes at once make one between them. */
export async function firstSite(tx: Prisma.TransactionClient): Promise<Site> {
  await tx.$executeRaw`LOCK TABLE sites IN SHARE ROW EXCLUSIVE MODE`
  const site = await tx.site.findFirst({ orderBy: { id: 'asc' } })
  return site ?? create(tx, 'First site', { author: { command: 'start' }, at: new Date() })
}

function siteNotFound(id: number): Problem {
  return new Problem('site.not_found', `There is no site ${id}.`)
}
