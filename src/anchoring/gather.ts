import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { forProof, provable, provableHasher } from '../core/provable.ts'
import type { Database } from '../database/client.ts'
import { merkleTree } from './merkleTree.ts'
import { findUnanchored, giveSalts, insertAnchor } from './queries.ts'
import type { AnchoringSettings } from './settings.ts'

/** Certificates that are read at once. */
const READ_AT_ONCE = 50

/** Digests that are made in one turn of the event loop: a few milliseconds. */
const DIGESTS_A_TURN = 10

/**
 * Gathers certificates that wait into anchors, as many as there are whole batches of; a smaller one where the oldest has
 * waited long enough, or at once where all are wanted. Returns how many certificates. What is cut short left nothing
 * behind but salts; of several that gather at once, each certificate goes into the anchor of one.
 */
export async function gatherAnchors(
  db: Database,
  settings: AnchoringSettings,
  now: Date,
  { all }: { all: boolean },
): Promise<number> {
  const { batchSize, everyMinutes } = settings
  const long = new Date(now.getTime() - everyMinutes * 60_000)
  let gathered = 0
  for (;;) {
    const waiting = await findUnanchored(db, PROOF_VERSION, batchSize)
    // Issuers who sign choose the ids of their certificates: the first one need not be the oldest.
    const isDue = all || waiting.length === batchSize || waiting.some(({ createdAt }) => createdAt <= long)
    if (waiting.length === 0 || !isDue) return gathered
    const kept = await gatherBatch(
      db,
      settings,
      now,
      waiting.map(({ id }) => id),
    )
    // Somebody else gathers the same.
    if (kept === 0) return gathered
    gathered += kept
  }
}

/** Makes one anchor, all but its rows outside of the transaction. Returns how many certificates it has. */
async function gatherBatch(
  db: Database,
  { chainId, contract }: AnchoringSettings,
  now: Date,
  ids: string[],
): Promise<number> {
  const digests = await digestsOf(db, chainId, ids)
  if (digests.size === 0) return 0
  const { root, proofs } = await merkleTree([...digests.values()])
  await setImmediate()
  const leaves = [...digests].map(([id, digest], index) => ({ id, digest, proof: proofs[index] ?? new Uint8Array() }))
  const anchor = {
    root: Uint8Array.from(root),
    size: leaves.length,
    chainId: BigInt(chainId),
    contract,
    createdAt: now,
  }
  try {
    return await db.transaction(async (tx) => {
      const kept = await insertAnchor(tx, anchor, leaves)
      if (kept === 0) throw new NothingLeft()
      return kept
    })
  } catch (error) {
    if (error instanceof NothingLeft) return 0
    throw error
  }
}

/** All of its certificates are in other anchors by now, or gone: there is no such anchor. */
class NothingLeft extends Error {}

/** The digests of certificates by their ids; those that are gone meanwhile have none. */
async function digestsOf(db: Database, chainId: number, ids: string[]): Promise<Map<string, Uint8Array>> {
  const digestOf = provableHasher(chainId)
  const digests = new Map<string, Uint8Array>()
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const part = ids.slice(from, from + READ_AT_ONCE)
    await giveSalts(
      db,
      PROOF_VERSION,
      part.map((id) => ({ id, salt: randomBytes(32) })),
    )
    const rows = await db.prisma.walletCertificate.findMany({ where: { id: { in: part } }, include: forProof })
    for (const [index, row] of rows.entries()) {
      const proved = provable(row)
      if (proved) digests.set(row.id, digestOf(proved))
      if (index % DIGESTS_A_TURN === 0) await setImmediate()
    }
  }
  return digests
}
