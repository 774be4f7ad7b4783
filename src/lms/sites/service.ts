import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { type Authorship, isUnchanged, type SiteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { lockSite } from '../../database/lockSite.ts'
import type { Role, Site } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { type Claim, storeClaim } from '../../issuers/claim.ts'
import { parseDomain, relationTo } from '../../issuers/confirm/domain.ts'
import { lockSites } from './queries.ts'
import type { SiteChange } from './schemas.ts'

/** A site with the domain that it claims. */
export type Profile = Site & { domain: string | null }

type SiteAuthor = Pick<Authorship, 'author' | 'at'>

const roles = [
  { alias: 'learner', name: 'Learner' },
  { alias: 'instructor', name: 'Instructor' },
  { alias: 'admin', name: 'Administrator' },
]

export function createSite(db: Database, name: string, { author, at }: SiteAuthor): Promise<Site> {
  return write({ db }, (tx) => create(tx, name, { author, at }))
}

async function create(tx: Tx, name: string, { author, at }: SiteAuthor): Promise<Site> {
  const site = await tx.site.create({ data: { name, createdAt: at, roles: { create: roles }, issuer: { create: {} } } })
  const change = { action: 'site.create', subject: `site/${site.id}`, after: { id: site.id, name } }
  await record(tx, { siteId: site.id, author, at }, change)
  return site
}

/** Renames a site. Applies to certificates issued afterwards. */
export function renameSite(db: Database, id: number, name: string, context: SiteAuthor): Promise<Site> {
  return edit(db, id, 'site.rename', () => ({ name, proposedName: null }), context)
}

export function linkSite(db: Database, id: number, link: string, context: SiteAuthor): Promise<Site> {
  return edit(db, id, 'site.link', () => ({ link }), context)
}

/** Gives a site the name that the API proposed. `name` is what the operator saw. Throws `site.no_proposal`. */
export function approveName(db: Database, id: number, name: string, context: SiteAuthor): Promise<Site> {
  const approve = ({ proposedName }: Site): SiteFacts => {
    if (proposedName === name) return { name, proposedName: null }
    throw new Problem(
      'site.no_proposal',
      proposedName === null
        ? `Site ${id} has no proposed name.`
        : `Site ${id} proposes ${JSON.stringify(proposedName)}, not ${JSON.stringify(name)}.`,
    )
  }
  return edit(db, id, 'site.approve', approve, context)
}

/**
 * Updates the profile of a site. A name is only proposed, unless `siteNameByApi` is on and the server has one site.
 * Proposing the current name withdraws the proposal.
 */
export function updateSite(
  { db, siteId, author, at, publicUrl }: SiteContext<Site>,
  { name, timeZone, ...others }: SiteChange,
  { siteNameByApi }: { siteNameByApi: 'on' | 'off' },
): Promise<Profile> {
  const facts = { ...others, timezone: timeZone ?? others.timezone }
  const change = async (site: Profile, tx: Tx): Promise<SiteFacts> => {
    if (facts.domain && facts.domain !== site.domain) ensureForeign(facts.domain, publicUrl)
    if (name === undefined) return facts
    if (name === site.name) return { ...facts, proposedName: null }
    const isFree = siteNameByApi === 'on' && (await tx.site.count()) === 1
    return isFree ? { ...facts, name, proposedName: null } : { ...facts, proposedName: name }
  }
  return edit(db, siteId, 'site.update', change, { author, at })
}

/** Sets the domain of a site for the operator, who may also name the host of PUBLIC_URL. */
export function nameDomain(db: Database, id: number, domain: string, context: SiteAuthor): Promise<Profile> {
  return edit(db, id, 'site.domain', () => ({ domain }), context)
}

/**
 * Rejects the host of PUBLIC_URL. The server itself answers for it, so any site could confirm itself there. Its parent
 * and children need a proof of their own.
 */
function ensureForeign(domain: string, publicUrl: string): void {
  const parsed = parseDomain(domain)
  if (!parsed.accepted || relationTo(new URL(publicUrl).hostname, parsed.domain) !== 'same') return
  throw invalid('domain', `${domain} is the host of this server. Its operator assigns it with: chancery sites domain`)
}

export async function getSite(db: Database, id: number): Promise<Profile> {
  const site = await findProfile(db.prisma, id)
  if (!site) throw siteNotFound(id)
  return site
}

/** Returns the time zone of a site's days. */
export async function timeZoneOf(prisma: Pick<Tx, 'site'>, siteId: number): Promise<string> {
  const { timezone } = await prisma.site.findUniqueOrThrow({ where: { id: siteId }, select: { timezone: true } })
  return timezone
}

async function findProfile(prisma: Pick<Tx, 'site'>, id: number): Promise<Profile | null> {
  const found = await prisma.site.findUnique({ where: { id }, include: { issuer: { select: { domain: true } } } })
  if (!found) return null
  const { issuer, ...site } = found
  return { ...site, domain: issuer?.domain ?? null }
}

type SiteFacts = Partial<Omit<Profile, 'id' | 'createdAt' | 'userRevision' | 'socialIds'>> &
  Pick<SiteChange, 'socialIds'>

function edit(
  db: Database,
  id: number,
  action: string,
  factsOf: (site: Profile, tx: Tx) => SiteFacts | Promise<SiteFacts>,
  context: SiteAuthor,
): Promise<Profile> {
  return write({ db }, async (tx) => {
    await lockSite(tx, id)
    const before = await findProfile(tx, id)
    if (!before) throw siteNotFound(id)
    const facts = await factsOf(before, tx)
    if (isUnchanged(before, facts)) return before
    const { domain = before.domain, ...data } = facts
    const after = { ...(await tx.site.update({ where: { id }, data })), domain }
    if (domain !== before.domain)
      await storeClaim(tx, { siteId: id }, domain === null ? null : ofSite(domain), context.at)
    await record(
      tx,
      { siteId: id, ...context },
      { action, subject: `site/${id}`, before: auditedSite(before), after: auditedSite(after) },
    )
    return after
  })
}

/** A site signs its claim when a proof needs it (claims of wallets are stored signed). */
function ofSite(domain: string): Claim {
  return { domain, name: null, link: null, signed: null }
}

function auditedSite({ userRevision: _revision, createdAt: _created, ...site }: Profile) {
  return site
}

export function listSites(db: Database): Promise<Site[]> {
  return db.prisma.site.findMany({ orderBy: { id: 'asc' } })
}

/** Finds a site by id, else the oldest one. Creates the first site in an empty database. */
export async function findSite(db: Database, id: number | undefined, firstName: string): Promise<Site> {
  if (id === undefined) return write({ db }, (tx) => firstSite(tx, firstName))
  const site = await db.prisma.site.findUnique({ where: { id } })
  if (!site) throw siteNotFound(id)
  return site
}

export async function listRoles(db: Database, siteId: number, range: PageRange<string>): Promise<Page<Role, string>> {
  const where = { siteId }
  const rows = db.prisma.role.findMany({
    where: { ...where, alias: { gt: range.after } },
    orderBy: { alias: 'asc' },
    ...skipTake(range),
  })
  return pageOf(rows, db.prisma.role.count({ where }), range, (role) => role.alias)
}

/** Returns the oldest site. Creates it if there is none; concurrent processes create only one. */
export async function firstSite(tx: Tx, name: string): Promise<Site> {
  await lockSites(tx)
  const site = await tx.site.findFirst({ orderBy: { id: 'asc' } })
  return site ?? create(tx, name, { author: { command: 'start' }, at: new Date() })
}

function siteNotFound(id: number): Problem {
  return new Problem('site.not_found', `There is no site ${id}.`)
}
