import type { FastifyRequest } from 'fastify'
import type { StoreReplay, WalletContext } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import { walletOf } from './auth.ts'

export function contextOf<Result>(
  request: FastifyRequest,
  db: Database,
  at: Date,
  storeReplay?: StoreReplay<Result>,
): WalletContext<Result> {
  return { db, wallet: walletOf(request), at, storeReplay }
}
