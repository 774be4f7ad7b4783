import { parseAddress } from '@chancery/verify/ethereum/address'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { siteOf } from '../auth.ts'
import { bodyFailures, failures, failuresOf, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { namesQuery, restOf } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { listRoles } from '../sites/service.ts'
import { toUser } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { blockedUser, newUser, roles, user, userChange, userPage, userParams, usersQuery } from './schemas.ts'
import { blockUser, createUser, getUser, listUsers, type NewUser, removeUser, updateUser } from './service.ts'

const notAllowed = failuresOf('user.protected', 'idempotency.key_reused')

export const userRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  app.get(
    '/users',
    {
      schema: {
        operationId: 'listUsers',
        summary: 'List users',
        description: 'Lists the users of the site by name, or the one who has an email address.',
        tags: ['Users'],
        querystring: usersQuery,
        response: { 200: answer('A page of users', userPage), ...failures },
      },
    },
    async (request) => {
      const { query: email, cursor: after, ...range } = request.query
      const page = await listUsers(db, siteOf(request), email, { ...range, after })
      return { users: page.rows.map(toUser), ...restOf(page) }
    },
  )

  app.post(
    '/users',
    {
      schema: {
        operationId: 'createUser',
        summary: 'Create a user',
        description:
          'Creates a user of the site, or brings back one who was deleted and has certificates, by the id. The password is ' +
          'accepted for compatibility and never kept.',
        tags: ['Users'],
        body: newUser,
        response: { 201: answer('The user', user), ...postFailures },
      },
    },
    async (request, reply) => {
      const { id, name, email, roleAlias } = request.body
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toUser))
      const created = await createUser(context, { ...facts(request.body), id, name, email, roleAlias })
      return reply.code(201).send(toUser(created))
    },
  )

  app.get(
    '/users/:userId',
    {
      schema: {
        operationId: 'getUser',
        summary: 'Get a user',
        description: 'Shows one user.',
        tags: ['Users'],
        params: userParams,
        response: { 200: answer('The user', user), ...failures, ...notFound('user') },
      },
    },
    async (request) => toUser(await getUser(db, siteOf(request), request.params.userId)),
  )

  app.patch(
    '/users/:userId',
    {
      schema: {
        operationId: 'updateUser',
        summary: 'Change a user',
        description: 'Changes what is given. Certificates that were issued keep the name that they were issued to.',
        tags: ['Users'],
        params: userParams,
        body: userChange,
        response: { 200: answer('The user', user), ...bodyFailures, ...notFound('user') },
      },
    },
    async (request) =>
      toUser(await updateUser(contextOf(request, db, now()), request.params.userId, facts(request.body))),
  )

  app.delete(
    '/users/:userId',
    {
      schema: {
        operationId: 'deleteUser',
        summary: 'Delete a user',
        description:
          'Deletes a user. One who has certificates leaves the list and gets no more; the certificates stay, and their ' +
          'list too. ' +
          'An administrator cannot be deleted.',
        tags: ['Users'],
        params: userParams,
        response: { 200: answer('The user is deleted', nothing), ...failures, ...notFound('user'), ...notAllowed },
      },
    },
    async (request) => {
      await removeUser(contextOf(request, db, now()), request.params.userId)
      return {}
    },
  )

  app.post(
    '/users/blocked',
    {
      schema: {
        operationId: 'blockUser',
        summary: 'Block a user',
        description: 'Blocks a user; `isBanned` says so ever after. An administrator cannot be blocked.',
        tags: ['Users'],
        body: blockedUser,
        response: { 201: answer('The user', user), ...postFailures, ...notFound('user'), ...notAllowed },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toUser))
      const blocked = await blockUser(context, request.body.userId, true)
      return reply.code(201).send(toUser(blocked))
    },
  )

  app.delete(
    '/users/blocked/:userId',
    {
      schema: {
        operationId: 'unblockUser',
        summary: 'Unblock a user',
        description: 'Lets a blocked user in again.',
        tags: ['Users'],
        params: userParams,
        response: { 200: answer('The user', user), ...failures, ...notFound('user') },
      },
    },
    async (request) => toUser(await blockUser(contextOf(request, db, now()), request.params.userId, false)),
  )

  app.get(
    '/roles',
    {
      schema: {
        operationId: 'listRoles',
        summary: 'List roles',
        description: 'Lists the roles that users of the site may have.',
        tags: ['Users'],
        querystring: namesQuery,
        response: { 200: answer('A page of roles', roles), ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listRoles(db, siteOf(request), { ...range, after })
      return { roles: page.rows.map(({ alias, name }) => ({ alias, name })), ...restOf(page) }
    },
  )
}

/** Removes the password, which is never stored. */
function facts({
  password: _neverKept,
  eth_address: address,
  ...rest
}: z.output<typeof userChange>): Partial<Omit<NewUser, 'id'>> {
  return address === undefined ? rest : { ...rest, ethAddress: address === null ? null : parseAddress(address) }
}
