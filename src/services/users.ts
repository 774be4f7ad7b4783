import { randomUUID } from 'node:crypto'
import type { Database } from '../db/client.ts'
import { constraintOf } from '../db/constraints.ts'
import type { Prisma, User } from '../db/prisma/client.ts'
import { invalid, Problem } from '../errors.ts'
import type { Address } from '../wallet/address.ts'

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
  fromApi?: boolean
  attributes?: Prisma.InputJsonObject
  ethAddress?: Address | null
}

/** Whoever has this role is neither blocked nor deleted, so that no site is left without anybody to run it. */
const PROTECTED_ROLE = 'admin'

export async function createUser(db: Database, siteId: number, input: NewUser): Promise<User> {
  const id = input.id ?? randomUUID().replaceAll('-', '')
  return namingField(input, db.prisma.user.create({ data: { ...input, siteId, id } }))
}

/** One page of a site's users by name; of an email, the one who has it. */
export async function listUsers(
  db: Database,
  siteId: number,
  { email, offset, limit }: { email?: string | undefined; offset: number; limit: number },
): Promise<{ users: User[]; totalCount: number }> {
  const where: Prisma.UserWhereInput = { siteId, retiredAt: null }
  if (email !== undefined) where.id = { in: await userIdsOfEmail(db, siteId, email) }
  const [users, totalCount] = await db.prisma.$transaction([
    db.prisma.user.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }], skip: offset, take: limit }),
    db.prisma.user.count({ where }),
  ])
  return { users, totalCount }
}

export async function getUser(db: Database, siteId: number, id: string): Promise<User> {
  const user = await db.prisma.user.findUnique({ where: { siteId_id: { siteId, id }, retiredAt: null } })
  if (!user) throw userNotFound(id)
  return user
}

/** Changes a user; what certificates state of the user stays. Attributes are replaced as a whole. */
export async function updateUser(
  db: Database,
  siteId: number,
  id: string,
  change: Partial<Omit<NewUser, 'id'>>,
): Promise<User> {
  const where = { siteId, id, retiredAt: null }
  const [user] = await namingField(change, db.prisma.user.updateManyAndReturn({ where, data: change }))
  if (!user) throw userNotFound(id)
  return user
}

/** Blocks a user or lets them in again. */
export async function blockUser(db: Database, siteId: number, id: string, isBanned: boolean): Promise<User> {
  const where = { siteId, id, retiredAt: null, ...(isBanned && { roleAlias: { not: PROTECTED_ROLE } }) }
  const [user] = await db.prisma.user.updateManyAndReturn({ where, data: { isBanned } })
  if (!user) throw await protectedOrNotFound(db, siteId, id)
  return user
}

/** Deletes a user, or retires them where there are certificates: those stay as they are. */
export async function removeUser(db: Database, siteId: number, id: string, now: Date): Promise<void> {
  const where = { siteId, id, retiredAt: null, roleAlias: { not: PROTECTED_ROLE } }
  const { count } = await db.prisma.user.deleteMany({ where }).catch((error) => {
    if (constraintOf(error) !== 'course_certificates_site_id_user_id_fkey') throw error
    return db.prisma.user.updateMany({ where, data: { retiredAt: now } })
  })
  if (count === 0) throw await protectedOrNotFound(db, siteId, id)
}

/** Who of a site has an email address, in any letter case: nobody or one user. */
export async function userIdsOfEmail(db: Database, siteId: number, email: string): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NULL`
  return rows.map((row) => row.id)
}

async function protectedOrNotFound(db: Database, siteId: number, id: string): Promise<Problem> {
  await getUser(db, siteId, id)
  return new Problem(
    'user.protected',
    'An administrator can be neither blocked nor deleted. Give this user another role first.',
  )
}

function userNotFound(id: string): Problem {
  return new Problem('user.not_found', `There is no user "${id}".`)
}

/** Tells which field broke a rule of the database. */
async function namingField<Result>(input: Partial<NewUser>, write: Promise<Result>): Promise<Result> {
  try {
    return await write
  } catch (error) {
    switch (constraintOf(error)) {
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
