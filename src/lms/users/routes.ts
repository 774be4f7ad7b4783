import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { revalidated } from '../../http/caching.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { keyHolderOf, requireScope, siteOf } from '../auth.ts'
import { ensureFixed, splitFixed } from '../fixedFields.ts'
import { bodyFailures, failures, failuresOf, notFound, postFailures, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { namesQuery, pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { listRoles } from '../sites/service.ts'
import { toUser } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import {
  blockedUser,
  deletionQuery,
  fixedInNewUser,
  fixedInUser,
  newUser,
  roles,
  user,
  userChange,
  userPage,
  userParams,
  usersQuery,
} from './schemas.ts'
import {
  adviceOnUsers,
  blockUser,
  createUser,
  getUser,
  listUsers,
  type NewUser,
  removeUser,
  updateUser,
} from './service.ts'

const idUsed = failuresOf('user.retired', 'user.erased', 'idempotency.in_flight', 'idempotency.response_erased')
const notAllowed = failuresOf('user.protected', 'idempotency.key_reused')

export const userRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, eraseUser, now }) => {
  app.get(
    '/users',
    {
      onSend: revalidated,
      schema: {
        operationId: 'listUsers',
        summary: 'List users',
        description: 'Lists the users of the site, sorted by name, or finds a user by email address.',
        tags: ['Users'],
        querystring: usersQuery,
        response: { 200: answer('A page of users', userPage), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { query: email, cursor: after, ...range } = request.query
      const page = await listUsers(db, siteOf(request), email, { ...range, after })
      return { users: page.rows.map(toUser), ...pagingFields(page) }
    },
  )

  app.post(
    '/users',
    {
      schema: {
        operationId: 'createUser',
        summary: 'Create a user',
        description:
          'Creates a user. If a deleted user with this ID and email address has certificates, restores that user. If ' +
          'the email address differs, `restore` is required, because the new user gets these certificates. The ' +
          'password is accepted for compatibility and never stored.',
        tags: ['Users'],
        body: newUser,
        response: { 201: answer('The user', user), ...postFailures, ...idUsed },
      },
    },
    async (request, reply) => {
      const [{ restore, ...body }, fixed] = splitFixed(request.body, fixedInNewUser)
      const { id, name, email, roleAlias } = body
      ensureFixed(fixed, { isBanned: false, role: { alias: roleAlias } }, adviceOnUsers)
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toUser))
      const created = await createUser(context, { ...facts(body), id, name, email, roleAlias }, { restore })
      return reply.code(201).send(toUser(created))
    },
  )

  app.get(
    '/users/:userId',
    {
      schema: {
        operationId: 'getUser',
        summary: 'Get a user',
        description: 'Returns a user.',
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
        description: 'Changes the given fields. Issued certificates keep the former name.',
        tags: ['Users'],
        params: userParams,
        body: userChange,
        response: { 200: answer('The user', user), ...bodyFailures, ...notFound('user') },
      },
    },
    async (request) => {
      const [body, fixed] = splitFixed(request.body, fixedInUser)
      return toUser(await updateUser(contextOf(request, db, now()), request.params.userId, facts(body), fixed))
    },
  )

  app.delete(
    '/users/:userId',
    {
      schema: {
        operationId: 'deleteUser',
        summary: 'Delete a user',
        description:
          'Deletes a user. A user with certificates disappears from the list of users and gets no new certificates. ' +
          'The certificates stay, and so does their list. With `erase`, also deletes all personal data, all ' +
          'certificates and what was published of them, permanently. The ID can never be used again. Erasing a user ' +
          'again changes nothing. Administrators can be neither deleted nor erased.',
        tags: ['Users'],
        params: userParams,
        querystring: deletionQuery,
        response: { 200: answer('The user is deleted', nothing), ...failures, ...notFound('user'), ...notAllowed },
      },
    },
    async (request) => {
      const context = contextOf<void>(request, db, now())
      const { userId } = request.params
      if (request.query.erase) {
        requireScope(keyHolderOf(request), 'admin')
        await eraseUser(context, userId)
      } else await removeUser(context, userId)
      return {}
    },
  )

  app.post(
    '/users/blocked',
    {
      schema: {
        operationId: 'blockUser',
        summary: 'Block a user',
        description: 'Blocks a user and sets `isBanned`. Administrators cannot be blocked.',
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
        description: 'Unblocks a user and clears `isBanned`.',
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
      onSend: revalidated,
      schema: {
        operationId: 'listRoles',
        summary: 'List roles',
        description: 'Lists the roles that users of the site can have.',
        tags: ['Users'],
        querystring: namesQuery,
        response: { 200: answer('A page of roles', roles), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listRoles(db, siteOf(request), { ...range, after })
      return { roles: page.rows.map(({ alias, name }) => ({ alias, name })), ...pagingFields(page) }
    },
  )
}

/** Removes the password, which is never stored. */
function facts({
  password: _neverStored,
  eth_address: address,
  ...rest
}: z.output<typeof userChange>): Partial<Omit<NewUser, 'id'>> {
  return address === undefined ? rest : { ...rest, ethAddress: address }
}
