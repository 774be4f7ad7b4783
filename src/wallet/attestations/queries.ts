import type { Database } from '../../database/client.ts'
import type { GrantedTo } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

// Progress and events of a contract. Each process locks the last block; it stops if another has moved on.

export type Listened = { chainId: number; contract: string }

/** A block up to which events were read. Without a hash it is the block before the first. */
export type ListenedBlock = { number: number; hash: string | null }

/** Returns the last blocks read, newest first. Starts with the block before `from`. */
export async function listenedBlocks(db: Database, listened: Listened, from: number): Promise<ListenedBlock[]> {
  const { chainId, contract } = listened
  const newest = { where: { chainId, contract }, orderBy: { number: 'desc' }, take: STORED_BLOCKS + 1 } as const
  let blocks = await db.prisma.listenedBlock.findMany(newest)
  if (blocks.length === 0) {
    await db.prisma.listenedBlock.createMany({ data: { chainId, contract, number: from - 1 }, skipDuplicates: true })
    blocks = await db.prisma.listenedBlock.findMany(newest)
  }
  return blocks.map(({ number, hash }) => ({ number: Number(number), hash }))
}

/** Stored blocks besides the first. A deeper reorganization starts from the beginning. */
const STORED_BLOCKS = 100

/** An event to store. Without a CID or a sender it verifies nothing. */
export type NewEvent = {
  blockNumber: number
  blockHash: string
  transactionHash: string
  logIndex: number
  sender: string | null
  ipfsHash: string | null
}

/**
 * Stores the events up to a later block. Returns false if another process has moved on.
 * Events of senders without a requested attestation are not read.
 */
export function addEvents(
  db: Database,
  listened: Listened,
  from: ListenedBlock,
  to: { number: number; hash: string },
  events: NewEvent[],
  now: Date,
): Promise<boolean> {
  const { chainId, contract } = listened
  return db.transaction(async (tx) => {
    if (!(await lockLast(tx, listened, from))) return false
    for (let start = 0; start < events.length; start += ROWS_AT_ONCE) {
      await insertEvents(tx, listened, events.slice(start, start + ROWS_AT_ONCE), now)
    }
    await tx.$executeRaw`
      INSERT INTO listened_blocks (chain_id, contract, number, hash)
      VALUES (${chainId}::bigint, ${contract}, ${to.number}::bigint, ${to.hash})`
    await tx.$executeRaw`
      DELETE FROM listened_blocks
      WHERE chain_id = ${chainId}::bigint AND contract = ${contract} AND hash IS NOT NULL
        AND number <= (
          SELECT number FROM listened_blocks WHERE chain_id = ${chainId}::bigint AND contract = ${contract}
          ORDER BY number DESC OFFSET ${STORED_BLOCKS} LIMIT 1
        )`
    return true
  })
}

const ROWS_AT_ONCE = 1000

async function insertEvents(tx: Sql, { chainId, contract }: Listened, events: NewEvent[], now: Date): Promise<void> {
  const column = <Name extends keyof NewEvent>(name: Name) => events.map((event) => event[name])
  await tx.$executeRaw`
    INSERT INTO verification_events (chain_id, contract, block_number, block_hash, transaction_hash, log_index, sender,
                                     ipfs_hash, state, reason, next_attempt_at, noted_at)
    SELECT ${chainId}::bigint, ${contract}, event.*,
           CASE WHEN reason.reason IS NULL THEN 'waiting' ELSE 'ignored' END::verification_event_state, reason.reason,
           ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(
           ${column('blockNumber')}::bigint[], ${column('blockHash')}::text[], ${column('transactionHash')}::text[],
           ${column('logIndex')}::int[], ${column('sender')}::text[], ${column('ipfsHash')}::text[]
         ) AS event (block_number, block_hash, transaction_hash, log_index, sender, ipfs_hash),
         LATERAL (
           SELECT CASE
             WHEN event.ipfs_hash IS NULL THEN 'The event contains no CID.'
             WHEN event.sender IS NULL THEN 'The sender did not call the contract directly.'
             WHEN NOT EXISTS (
               SELECT FROM wallets wallet JOIN verifications verification ON verification.verifier_id = wallet.id
               WHERE wallet.address = event.sender
             ) THEN 'No attestation is requested from the sender.'
           END AS reason
         ) reason
    ON CONFLICT DO NOTHING`
}

/** Undoes events after a block. Returns how many attestations it reset, or false if another process moved on. */
export function undoEvents(
  db: Database,
  listened: Listened,
  from: ListenedBlock,
  to: ListenedBlock,
  now: Date,
): Promise<number | false> {
  const { chainId, contract } = listened
  return db.transaction(async (tx) => {
    if (!(await lockLast(tx, listened, from))) return false
    const dropped = await tx.$queryRaw<{ id: string; sender: string | null }[]>`
      SELECT id, CASE state WHEN 'read' THEN sender END AS sender
      FROM verification_events
      WHERE chain_id = ${chainId}::bigint AND contract = ${contract} AND block_number > ${to.number}::bigint
      FOR UPDATE`
    const ids = dropped.map(({ id }) => id)
    const senders = [...new Set(dropped.flatMap(({ sender }) => sender ?? []))]
    const undone = await tx.$executeRaw`
      UPDATE verifications
      SET state = CASE state WHEN 'verified' THEN verified_from ELSE state END, verified_from = NULL, event_id = NULL,
          modified_at = ${now}::timestamptz
      WHERE event_id = ANY (${ids}::bigint[])`
    // Other events may name the same attestations. Reads them again.
    await tx.$executeRaw`
      UPDATE verification_events
      SET state = 'waiting', reason = NULL, attempts = 0, next_attempt_at = ${now}::timestamptz
      WHERE chain_id = ${chainId}::bigint AND contract = ${contract} AND block_number <= ${to.number}::bigint
        AND state = 'read' AND sender = ANY (${senders}::text[])`
    await tx.$executeRaw`DELETE FROM verification_events WHERE id = ANY (${ids}::bigint[])`
    await tx.$executeRaw`
      DELETE FROM listened_blocks
      WHERE chain_id = ${chainId}::bigint AND contract = ${contract} AND number > ${to.number}::bigint`
    return undone
  })
}

/** Locks the block if it is still the last one, until the transaction ends. */
async function lockLast(tx: Sql, { chainId, contract }: Listened, block: ListenedBlock): Promise<boolean> {
  await tx.$queryRaw`
    SELECT FROM listened_blocks
    WHERE chain_id = ${chainId}::bigint AND contract = ${contract} AND number = ${block.number}::bigint
    FOR UPDATE`
  const [last] = await tx.$queryRaw<{ isLast: boolean }[]>`
    SELECT number = ${block.number}::bigint AND hash IS NOT DISTINCT FROM ${block.hash} AS "isLast"
    FROM listened_blocks
    WHERE chain_id = ${chainId}::bigint AND contract = ${contract}
    ORDER BY number DESC LIMIT 1`
  return last?.isLast === true
}

export type WaitingEvent = { id: string; ipfsHash: string; attempts: number; notedAt: Date }

/** Returns due events, those with the fewest attempts first, taking turns between senders. */
export function waitingEvents(sql: Sql, listened: Listened, now: Date, atMost: number): Promise<WaitingEvent[]> {
  return sql.$queryRaw<WaitingEvent[]>`
    SELECT id, ipfs_hash AS "ipfsHash", attempts, noted_at AS "notedAt"
    FROM verification_events
    WHERE state = 'waiting' AND next_attempt_at <= ${now}::timestamptz
      AND chain_id = ${listened.chainId}::bigint AND contract = ${listened.contract}
    ORDER BY attempts, row_number() OVER (PARTITION BY sender, attempts ORDER BY id), id
    LIMIT ${atMost}`
}

/**
 * Verifies the undecided attestations that an event names and that are requested from its sender. Returns how many. One
 * statement, so that a deleted event verifies nothing and no event verifies twice.
 */
export function verifyBy(sql: Sql, { id }: WaitingEvent, named: string[], now: Date): Promise<number> {
  return sql.$executeRaw`
    WITH event AS (
      UPDATE verification_events event
      SET attempts = attempts + 1,
          state = CASE WHEN names.one THEN 'read' ELSE 'ignored' END::verification_event_state,
          reason = CASE WHEN NOT names.one THEN 'The document names no attestation requested from the sender.' END
      FROM (
        SELECT EXISTS (
          SELECT FROM verifications verification
          JOIN wallets wallet ON wallet.id = verification.verifier_id
          JOIN verification_events event ON event.id = ${id} AND event.sender = wallet.address
          WHERE verification.id = ANY (${named}::uuid[])
        ) AS one
      ) names
      WHERE event.id = ${id} AND event.state = 'waiting'
      RETURNING event.id, event.sender
    ), requested AS (
      SELECT verification.id, event.id AS event_id
      FROM event
      JOIN wallets wallet ON wallet.address = event.sender
      JOIN verifications verification ON verification.verifier_id = wallet.id
      WHERE verification.id = ANY (${named}::uuid[])
      -- In one order, so that events that name the same attestations cannot deadlock.
      ORDER BY verification.id
      FOR UPDATE OF verification
    )
    UPDATE verifications verification
    SET state = 'verified', verified_from = verification.state, event_id = requested.event_id,
        modified_at = ${now}::timestamptz
    FROM requested
    WHERE verification.id = requested.id AND verification.state IN ('requested', 'open', 'pending')`
}

/** Records a failed attempt to read an event's document, and the event's next state. */
export async function storeAttempt(
  db: Database,
  { id, attempts }: WaitingEvent,
  next: { state: 'waiting' | 'ignored' | 'given_up'; reason: string; at: Date },
): Promise<void> {
  await db.prisma.attestationEvent.updateMany({
    where: { id: BigInt(id), state: 'waiting' },
    data: { state: next.state, reason: next.reason, nextAttemptAt: next.at, attempts: attempts + 1 },
  })
}

/** Deletes events before a time that verify nothing. */
export function deleteEvents(sql: Sql, before: Date): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM verification_events
    WHERE state IN ('ignored', 'given_up') AND noted_at < ${before}::timestamptz`
}

type NewAttestation = {
  id: string
  state: 'requested' | 'open'
  certificateId: string
  holderId: string
  grantedToType: GrantedTo
  verifierId: string
  verifierType: GrantedTo
}

/** Adds an attestation if the holder owns the certificate, which it locks. Returns whether the attestation is new. */
export async function insertAttestation(tx: Sql, attestation: NewAttestation, at: Date): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO verifications (id, state, certificate_id, granted_to_id, granted_to_type, verifier_id, verifier_type,
                               created_at, modified_at)
    SELECT ${attestation.id}::uuid, ${attestation.state}::verification_state, certificate.id, certificate.holder_id,
           ${attestation.grantedToType}::granted_to, ${attestation.verifierId}::uuid,
           ${attestation.verifierType}::granted_to,
           ${at}::timestamptz, ${at}::timestamptz
    FROM certificates certificate
    WHERE certificate.id = ${attestation.certificateId}::uuid AND certificate.holder_id = ${attestation.holderId}::uuid
    FOR KEY SHARE
    ON CONFLICT (certificate_id, verifier_id, verifier_type, granted_to_type) DO NOTHING`
  return added > 0
}
