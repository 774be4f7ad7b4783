import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { PROOF_VERSION } from '@chancery/verify/proof/facts'
import { forProof, provable, provableHasher } from '../core/provable.ts'
import { withChecksum } from '../core/storedSecrets.ts'
import type { Database } from '../database/client.ts'
import { anchorsLeft } from './budget.ts'
import { merkleTree } from './merkleTree.ts'
import { addSalts, findUnanchored, insertAnchor } from './queries.ts'
import type { AnchoringSettings } from './settings.ts'

/** Certificates per read. */
const READ_AT_ONCE = 50

/** Digests per turn of the event loop: a few milliseconds. */
const DIGESTS_PER_TURN = 10

/**
 * Gathers waiting certificates into anchors, one per full batch. Also gathers a smaller batch if its oldest certificate
 * is due, or with `all`. Gathers no more anchors than can be sent today. Safe to interrupt and to run concurrently.
 */
export async function gatherAnchors(
  db: Database,
  settings: AnchoringSettings,
  now: Date,
  { all }: { all: boolean },
): Promise<number> {
  const { batchSize, everyMinutes, issuers, trustRegistries } = settings
  const due = new Date(now.getTime() - everyMinutes * 60_000)
  let gathered = 0
  for (;;) {
    const waiting = await findUnanchored(db, PROOF_VERSION, { issuers, trustRegistries, at: now }, batchSize)
    // Issuers who sign choose the ids of their certificates, so the first one is not always the oldest.
    const isDue = all || waiting.length === batchSize || waiting.some(({ createdAt }) => createdAt <= due)
    if (waiting.length === 0 || !isDue) return gathered
    // The rest waits for the next day, and then takes fewer transactions.
    if ((await anchorsLeft(db, settings, now)) === 0) return gathered
    const added = await gatherBatch(
      db,
      settings,
      now,
      waiting.map(({ id }) => id),
    )
    // Another process is gathering the same certificates.
    if (added === 0) return gathered
    gathered += added
  }
}

/** Creates one anchor. Only its rows are written inside the transaction. Returns its number of certificates. */
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
      const added = await insertAnchor(tx, anchor, leaves)
      if (added === 0) throw new NothingToAnchor()
      return added
    })
  } catch (error) {
    if (error instanceof NothingToAnchor) return 0
    throw error
  }
}

/** All certificates of the batch are in other anchors or deleted, so no anchor is created. */
class NothingToAnchor extends Error {}

/** Returns digests by certificate id. Omits certificates that were deleted meanwhile. */
async function digestsOf(db: Database, chainId: number, ids: string[]): Promise<Map<string, Uint8Array>> {
  const digestOf = provableHasher(chainId)
  const digests = new Map<string, Uint8Array>()
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const part = ids.slice(from, from + READ_AT_ONCE)
    await addSalts(
      db,
      PROOF_VERSION,
      part.map((id) => ({ id, salt: randomBytes(32) })),
    )
    const rows = await db.prisma.walletCertificate.findMany({ where: { id: { in: part } }, include: forProof })
    for (const [index, row] of rows.entries()) {
      const proved = provable(withChecksum(db.secrets, row))
      if (proved) digests.set(row.id, digestOf(proved))
      if (index % DIGESTS_PER_TURN === 0) await setImmediate()
    }
  }
  return digests
}
