import { randomUUID } from 'node:crypto'
import type { Address } from '@chancery/verify/ethereum/address'
import type { Language } from '@chancery/verify/texts/codes'
import { record } from '../../core/audit.ts'
import { type Page, type PageRange, pageOf, skipTake } from '../../core/paging.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { type Authorship, isUnchanged, requestIdOf, type SiteContext, write } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import { constraintOf } from '../../database/constraints.ts'
import { countOf } from '../../database/counters.ts'
import type { Prisma, User } from '../../database/prisma/client.ts'
import type { Sql, Tx } from '../../database/sql.ts'
import { queuePublishingForUser } from '../certificates/queries.ts'
import { ensureFixed, type Fixed } from '../fixedFields.ts'
import { announce, userEvent } from '../webhooks/events.ts'
import { toAuditedUser, toUser } from '../wire.ts'
import { type Learner, languageOfSite, lockRetiredUser, lockUserRow, userIdsOfEmail } from './queries.ts'

export type { User }

export type NewUser = {
  id?: string
  name: string
  email: string
  roleAlias: string
  bio?: string
  occupation?: string
  location?: string
  timezone?: string
  language?: Language
  fromApi?: boolean
  attributes?: Prisma.InputJsonObject
  ethAddress?: Address | null
}

/** Users with this role can be neither blocked nor deleted, so that every site keeps an administrator. */
const PROTECTED_ROLE = 'admin'

/** `restore`: restores a retired user of another email too. */
export type Restoring = { restore?: boolean | undefined }

/**
 * Creates a user. Restores a retired user with this id and email, and replaces their data. Throws `user.retired` if the
 * email differs, because the new user would get another person's certificates.
 */
export function createUser(context: SiteContext<User>, input: NewUser, restoring: Restoring = {}): Promise<User> {
  const id = input.id ?? newUserId()
  return makeUserChange(context, input, async (tx) => {
    const { siteId, at } = context
    const back = input.id === undefined ? undefined : await restoreUser(tx, context, input.id, input, restoring)
    if (back) return back
    const language = input.language ?? (await languageOfSite(tx, siteId))
    const user = await tx.user.create({ data: { ...input, language, siteId, id, createdAt: at, updatedAt: at } })
    await recordUsers(tx, context, [user])
    return user
  })
}

const defaults = {
  bio: null,
  occupation: null,
  location: null,
  timezone: 'UTC',
  isBanned: false,
  fromApi: true,
  attributes: {},
  ethAddress: null,
}

/** Restores a retired user, if there is one with this id. */
async function restoreUser(
  tx: Tx,
  context: Authorship,
  id: string,
  input: NewUser,
  { restore = false }: Restoring,
): Promise<User | undefined> {
  const { siteId, at } = context
  const where = { siteId_id: { siteId, id } }
  const retired = await lockRetiredUser(tx, siteId, id, input.email)
  if (!retired) return undefined
  if (!retired.hasEmail && !restore) {
    const advice = 'Choose another id. To give this user their certificates, send restore: true.'
    throw new Problem('user.retired', `The deleted user "${id}" has certificates, and another email. ${advice}`)
  }
  const before = await tx.user.findUniqueOrThrow({ where })
  const language = input.language ?? (await languageOfSite(tx, siteId))
  const unsubscribedAt = retired.hasEmail ? undefined : null // Another email may be another person.
  const data = { ...defaults, ...input, unsubscribedAt, language, retiredAt: null, updatedAt: at }
  const user = await tx.user.update({ where, data })
  const change = { before: toAuditedUser(before), after: toAuditedUser(user) }
  await record(tx, context, { action: 'user.restore', subject: `user/${id}`, ...change })
  await announce(tx, context, userEvent('User/Created', user))
  if (user.ethAddress !== null) await queuePublishingForUser(tx, user, requestIdOf(context))
  return user
}

export function newUserId(): string {
  return randomUUID().replaceAll('-', '')
}

/** Writes audit entries and events of created users. */
export async function recordUsers(tx: Sql, context: Authorship, users: Learner[]): Promise<void> {
  const changes = users.map((user) => ({
    action: 'user.create',
    subject: `user/${user.id}`,
    after: toAuditedUser(user),
  }))
  await record(tx, context, ...changes)
  await announce(tx, context, ...users.map((user) => userEvent('User/Created', user)))
}

/** Lists a page of a site's users by name. With `email`, returns only the user with that address. */
export async function listUsers(
  db: Database,
  siteId: number,
  email: string | undefined,
  range: PageRange<[name: string, id: string]>,
): Promise<Page<User, [name: string, id: string]>> {
  const where: Prisma.UserWhereInput = { siteId, retiredAt: null }
  if (email !== undefined) where.id = { in: await userIdsOfEmail(db, siteId, email) }
  const [name, id] = range.after ?? []
  const rows = db.prisma.user.findMany({
    where: range.after ? { AND: [where, { name: { gte: name }, NOT: { name, id: { lte: id } } }] } : where,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    ...skipTake(range),
  })
  const count = email === undefined ? countOf(db, siteId, 'users') : db.prisma.user.count({ where })
  return pageOf(rows, count, range, (user) => [user.name, user.id])
}

export async function getUser(db: Database, siteId: number, id: string): Promise<User> {
  const user = await db.prisma.user.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!user) throw userNotFound(id)
  return user
}

/** What to do instead of changing a fixed field. */
export const adviceOnUsers = {
  isBanned: 'Use POST /users/blocked and DELETE /users/blocked/{userId}.',
  role: 'Use roleAlias.',
}

/** Changes a user. Replaces attributes as a whole. Issued certificates do not change. */
export function updateUser(
  context: SiteContext<User>,
  id: string,
  facts: Partial<Omit<NewUser, 'id'>>,
  fixed: Fixed = {},
): Promise<User> {
  return makeUserChange(context, facts, async (tx) => {
    const before = await lockUser(tx, context.siteId, id)
    ensureFixed(fixed, toUser(before), adviceOnUsers)
    const after = await edit(tx, context, 'user.update', before, facts)
    if (after.ethAddress !== null && after.ethAddress !== before.ethAddress)
      await queuePublishingForUser(tx, after, requestIdOf(context))
    return after
  })
}

export function blockUser(context: SiteContext<User>, id: string, isBanned: boolean): Promise<User> {
  return write(context, async (tx) => {
    const before = await lockUser(tx, context.siteId, id)
    if (isBanned) requireUnprotected(before)
    return edit(tx, context, isBanned ? 'user.block' : 'user.unblock', before, { isBanned })
  })
}

/** Deletes a user, or retires them if they have certificates. */
export function removeUser(context: SiteContext<void>, id: string): Promise<void> {
  return write(context, async (tx) => {
    const { siteId, at } = context
    const user = await lockUser(tx, siteId, id)
    requireUnprotected(user)
    const where = { siteId_id: { siteId, id } }
    // No certificate can be issued concurrently: issuing locks the user's row too.
    const hasCertificates = await tx.courseCertificate.findFirst({ where: { siteId, userId: id } })
    if (hasCertificates) await tx.user.update({ where, data: { retiredAt: at } })
    else await tx.user.delete({ where })
    await record(tx, context, { action: 'user.delete', subject: `user/${id}`, before: toAuditedUser(user) })
  })
}

async function edit(
  tx: Tx,
  context: Authorship,
  action: string,
  before: User,
  facts: Prisma.UserUncheckedUpdateInput,
): Promise<User> {
  if (isUnchanged(before, facts)) return before
  const { siteId, id } = before
  const after = await tx.user.update({
    where: { siteId_id: { siteId, id } },
    data: { ...facts, updatedAt: context.at },
  })
  const change = { action, subject: `user/${id}`, before: toAuditedUser(before), after: toAuditedUser(after) }
  await record(tx, context, change)
  await announce(tx, context, userEvent('User/Edited', after))
  return after
}

/** Locks a user until the transaction ends. Throws if the user is missing or retired. */
async function lockUser(tx: Tx, siteId: number, id: string): Promise<User> {
  await lockUserRow(tx, siteId, id)
  const user = await tx.user.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!user) throw userNotFound(id)
  return user
}

/** Throws if the site never had this user, or has deleted them without certificates. */
export async function ensureHolder(db: Database, siteId: number, id: string): Promise<void> {
  const user = await db.prisma.user.findUnique({ where: { siteId_id: { siteId, id } }, select: { id: true } })
  if (!user) throw userNotFound(id)
}

export function requireUnprotected(user: Pick<User, 'roleAlias'>): void {
  if (user.roleAlias !== PROTECTED_ROLE) return
  throw new Problem('user.protected')
}

export function userNotFound(id: string): Problem {
  return new Problem('user.not_found', `There is no user "${id}".`)
}

/** Makes a change. Names the input field that violates a database constraint. */
async function makeUserChange(
  context: SiteContext<User>,
  input: Partial<NewUser>,
  work: (tx: Tx) => Promise<User>,
): Promise<User> {
  try {
    return await write(context, work)
  } catch (error) {
    switch (constraintOf(error)) {
      case 'users_not_erased':
        throw new Problem('user.erased')
      case 'users_pkey':
        throw invalid('id', 'Another user of this site has this id.')
      case 'users_site_id_email_key':
        throw invalid('email', 'Another user of this site has this email.')
      case 'users_site_id_eth_address_key':
        throw invalid('eth_address', 'Another user of this site has this wallet.')
      case 'users_site_id_role_alias_fkey':
        throw invalid('roleAlias', `This site has no role "${input.roleAlias}".`)
      default:
        throw error
    }
  }
}
