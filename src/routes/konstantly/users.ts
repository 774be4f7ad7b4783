import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { createUser, type User } from '../../services/users.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import { bodyFailures } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { newUser, user } from './schemas.ts'

export const userRoutes: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db }) => {
  app.post(
    '/users',
    {
      schema: {
        operationId: 'createUser',
        summary: 'Create a user',
        description: 'Creates a user of the site. The password is accepted for compatibility and never kept.',
        tags: ['Users'],
        body: newUser,
        response: { 201: answer('The user', user), ...bodyFailures },
      },
    },
    async (request, reply) => {
      const { password: _neverKept, ...input } = request.body
      const created = await createUser(db, siteOf(request), input)
      return reply.code(201).send(toUser(created))
    },
  )
}

export function toUser(row: User): z.output<typeof user> {
  return {
    id: row.id,
    name: row.name,
    language: row.language,
    occupation: row.occupation ?? undefined,
    location: row.location ?? undefined,
    timezone: row.timezone,
    email: row.email,
    isBanned: row.isBanned,
    role: { alias: row.roleAlias },
    fromApi: row.fromApi,
    // Only what the schema let in was ever stored.
    attributes: row.attributes as z.output<typeof user>['attributes'],
  }
}
