import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { createKey, type KeySummary, listKeys, revokeKey, rotateKey } from '../../services/apiKeys.ts'
import { answer } from '../openapi.ts'
import { siteOf } from './auth.ts'
import { createdKey, type key, keyList, keyParams, newKey, rotation } from './keySchemas.ts'
import { bodyFailures, failures, notFound } from './openapi.ts'
import type { LmsDoorOptions } from './options.ts'
import { nothing } from './schemas.ts'
import { fromUnixTime, optionalUnixTime, unixTime } from './time.ts'

const config = { scope: 'admin' } as const

export const keyRoutes: FastifyPluginAsyncZod<LmsDoorOptions> = async (app, { db, now }) => {
  app.get(
    '/keys',
    {
      config,
      schema: {
        operationId: 'listKeys',
        summary: 'List API keys',
        description: 'Lists the keys of the site, the revoked too. Of each, only its first characters are known.',
        tags: ['Keys'],
        response: { 200: answer('The keys', keyList), ...failures },
      },
    },
    async (request) => {
      const keys = await listKeys(db, siteOf(request))
      return { keys: keys.map(toKey), totalCount: keys.length }
    },
  )

  app.post(
    '/keys',
    {
      config,
      schema: {
        operationId: 'createKey',
        summary: 'Create an API key',
        description: 'Makes a key of the site. The key itself is in this answer and nowhere else, ever after.',
        tags: ['Keys'],
        body: newKey,
        response: { 201: answer('The key', createdKey), ...bodyFailures },
      },
    },
    async (request, reply) => {
      const { label, scopes, expiresAt } = request.body
      const created = await createKey(db, {
        siteId: siteOf(request),
        label,
        scopes,
        expiresAt: fromUnixTime(expiresAt),
      })
      return reply.code(201).send({ ...toKey(created), key: created.key })
    },
  )

  app.delete(
    '/keys/:keyId',
    {
      config,
      schema: {
        operationId: 'revokeKey',
        summary: 'Revoke an API key',
        description: 'Makes a key useless, within a second and for ever. Revoking it again changes nothing.',
        tags: ['Keys'],
        params: keyParams,
        response: { 200: answer('The key is revoked', nothing), ...failures, ...notFound('key') },
      },
    },
    async (request) => {
      await revokeKey(db, request.params.keyId, now(), siteOf(request))
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
          'Makes a new key with the same label and scopes. The old one works until the overlap is over, or its own end.',
        tags: ['Keys'],
        params: keyParams,
        body: rotation,
        response: { 201: answer('The new key', createdKey), ...bodyFailures, ...notFound('key') },
      },
    },
    async (request, reply) => {
      const { overlapSeconds } = request.body
      const created = await rotateKey(db, request.params.keyId, { overlapSeconds, now: now(), siteId: siteOf(request) })
      return reply.code(201).send({ ...toKey(created), key: created.key })
    },
  )
}

function toKey(row: KeySummary): z.output<typeof key> {
  return {
    id: row.id,
    prefix: row.prefix,
    label: row.label,
    scopes: row.scopes,
    createdAt: unixTime(row.createdAt),
    expiresAt: optionalUnixTime(row.expiresAt),
    revokedAt: optionalUnixTime(row.revokedAt),
    lastUsedAt: optionalUnixTime(row.lastUsedAt),
  }
}
