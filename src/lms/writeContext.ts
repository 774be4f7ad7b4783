import type { FastifyRequest } from 'fastify'
import type { SiteContext, StoreReplay } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import { keyHolderOf } from './auth.ts'

export function contextOf<Result>(
  request: FastifyRequest,
  db: Database,
  at: Date,
  storeReplay?: StoreReplay<Result>,
): SiteContext<Result> {
  const { siteId, keyId } = keyHolderOf(request)
  return {
    db,
    siteId,
    author: { keyId, requestId: request.id },
    at,
    publicUrl: request.server.publicUrl(),
    sendsMail: request.server.sendsMail,
    storeReplay,
  }
}
