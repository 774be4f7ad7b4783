import type { FastifyRequest } from 'fastify'
import type { Addressed, Change, StoreReplay } from '../core/writeContext.ts'
import { keyHolderOf } from './auth.ts'

/** A change that a request makes in the site of its key. */
export function changeOf<Result>(
  request: FastifyRequest,
  at: Date,
  keep?: StoreReplay<Result>,
): Change<Result> & Addressed {
  const { siteId, keyId } = keyHolderOf(request)
  return { siteId, author: { keyId, requestId: request.id }, at, publicUrl: request.server.publicUrl(), keep }
}
