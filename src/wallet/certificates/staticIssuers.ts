import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../database/client.ts'
import { rejectStatic, walletOf } from '../auth.ts'

/** Time (ms) for which a process remembers whether a wallet claims a domain. */
const REMEMBERED_MS = 10_000

/**
 * Returns a function that rejects the static signature of a wallet that claims a domain. Such a signature never changes,
 * so each server that has received one could issue certificates that the domain confirms.
 */
export function staticIssuerGuard(db: Database) {
  const known = new LRUCache<string, boolean>({ max: 10_000, ttl: REMEMBERED_MS })
  return async (request: FastifyRequest): Promise<void> => {
    if (request.credentials?.kind !== 'static') return
    const { id } = walletOf(request)
    const isIssuer = known.get(id) ?? (await hasClaimed(db, id))
    known.set(id, isIssuer)
    if (isIssuer) rejectStatic(request, needsSignature)
  }
}

const needsSignature =
  'A wallet that claims a domain cannot create certificates with a signature of the address alone. Sign the request or ' +
  'sign in.'

async function hasClaimed(db: Database, walletId: string): Promise<boolean> {
  const where = { walletId, OR: [{ domain: { not: null } }, { confirmations: { some: {} } }] }
  return (await db.prisma.issuer.count({ where })) > 0
}
