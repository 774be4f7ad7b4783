import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { revalidated } from '../../http/caching.ts'
import { storingReplay } from '../../http/idempotency.ts'
import { answer } from '../../http/openapi.ts'
import { scopesOf, siteOf } from '../auth.ts'
import { failures, notFound, postFailures, unchanged } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { keysQuery, pagingFields } from '../paging.ts'
import { nothing } from '../schemas.ts'
import { toKey } from '../wire.ts'
import { contextOf } from '../writeContext.ts'
import { createdKey, keyList, keyParams, newKey, rotation } from './schemas.ts'
import { createKey, listKeys, type NewKey, revokeKey, rotateKey } from './service.ts'

const config = { scope: 'admin' } as const

export const keyRoutes: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  app.get(
    '/keys',
    {
      onSend: revalidated,
      config,
      schema: {
        operationId: 'listKeys',
        summary: 'List API keys',
        description: 'Lists the keys of the site, including revoked ones. Shows only the first characters of each key.',
        tags: ['Keys'],
        querystring: keysQuery,
        response: { 200: answer('A page of keys', keyList), ...unchanged, ...failures },
      },
    },
    async (request) => {
      const { cursor: after, ...range } = request.query
      const page = await listKeys(db, siteOf(request), { ...range, after })
      return { keys: page.rows.map(toKey), ...pagingFields(page) }
    },
  )

  app.post(
    '/keys',
    {
      config,
      schema: {
        operationId: 'createKey',
        summary: 'Create an API key',
        description:
          'Creates a key for the site. Only this response contains the key itself. A key gives at most its own scopes.',
        tags: ['Keys'],
        body: newKey,
        response: { 201: answer('The key', createdKey), ...postFailures },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toNewKey))
      const created = await createKey(context, request.body, scopesOf(request))
      return reply.code(201).send(toNewKey(created))
    },
  )

  app.delete(
    '/keys/:keyId',
    {
      config,
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke an API key',
        description: 'Revokes a key permanently, within a second. Revoking it again has no effect.',
        tags: ['Keys'],
        params: keyParams,
        response: { 200: answer('The key is revoked', nothing), ...failures, ...notFound('key') },
      },
    },
    async (request) => {
      await revokeKey(contextOf(request, db, now()), request.params.keyId)
      return {}
    },
  )

  app.post(
    '/keys/:keyId/rotate',
    {
      config,
      schema: {
        operationId: 'rotateKey',
        summary: 'Rotate an API key',
        description:
          'Creates a key with the same label, scopes and lifetime. The old key stays valid until the end of the ' +
          'overlap, or until it expires. A key without all of these scopes cannot rotate it.',
        tags: ['Keys'],
        params: keyParams,
        body: rotation,
        response: { 201: answer('The new key', createdKey), ...postFailures, ...notFound('key') },
      },
    },
    async (request, reply) => {
      const context = contextOf(request, db, now(), storingReplay(request, reply, 201, toNewKey))
      const created = await rotateKey(context, request.params.keyId, request.body.overlapSeconds, scopesOf(request))
      return reply.code(201).send(toNewKey(created))
    },
  )
}

function toNewKey(created: NewKey) {
  return { ...toKey(created), key: created.key }
}
