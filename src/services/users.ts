import { randomUUID } from 'node:crypto'
import type { Database } from '../db/client.ts'
import { constraintOf } from '../db/constraints.ts'
import type { Prisma, User } from '../db/prisma/client.ts'
import { invalid } from '../errors.ts'

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
}

export async function createUser(db: Database, siteId: number, input: NewUser): Promise<User> {
  try {
    return await db.prisma.user.create({
      data: { ...input, siteId, id: input.id ?? randomUUID().replaceAll('-', '') },
    })
  } catch (error) {
    switch (constraintOf(error)) {
      case 'users_pkey':
        throw invalid('id', 'Another user of this site has this id.')
      case 'users_site_id_email_key':
        throw invalid('email', 'Another user of this site has this email.')
      case 'users_site_id_role_alias_fkey':
        throw invalid('roleAlias', `This site has no role "${input.roleAlias}".`)
      default:
        throw error
    }
  }
}
