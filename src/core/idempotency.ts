import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../database/client.ts'
import { Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import { Problem } from './problem.ts'

// A request that is sent again with its idempotency key gets the answer that it got first, and nothing is done twice
// (draft-ietf-httpapi-idempotency-key-header). The answer of a change is kept in the transaction of the change, so that
// a crash leaves both or none.

/** A request with an idempotency key. */
export type KeyedRequest = {
  /** Whose key it is: `site/1`. */
  owner: string
  key: string
  /** All that is asked for. */
  content: string
}

/** What was answered; `code` is the stable code of a failure. */
export type Answer = { status: number; body: string; code?: string | undefined }

/** The right to answer a request, of one attempt at a time. */
export type Attempt = {
  /** What an earlier attempt, which broke off, had noted last. */
  noted: string | undefined
  /** Notes how far a long answer is, for the next attempt to go on from, and asks for more time. Throws as `keep` does. */
  note(tx: Sql, text: string): Promise<void>
  /** Keeps the answer; throws where another attempt has the right by now. */
  keep(tx: Sql, answer: Answer): Promise<void>
  /** Lets the next attempt begin at once, where there is no answer that is worth keeping. */
  giveUp(): Promise<void>
}

/** How long an answer is kept. */
export const IDEMPOTENCY_HOURS = 24

/**
 * Until when an attempt that is not heard of has the right to answer: for longer than any transaction may take. By the clock
 * of the database, which is one for all, and which no change of a server’s own clock makes wait.
 */
const claimEnd = Prisma.sql`clock_timestamp() + interval '30 seconds'`

/** Begins to answer a request, or finds the answer that it got before. */
export async function beginAttempt(db: Database, request: KeyedRequest, now: Date): Promise<Attempt | Answer> {
  const { owner, key } = request
  const keyHash = hash('sha256', key, 'buffer') as Buffer<ArrayBuffer> // Typed for both outputs.
  const fingerprint = fingerprintOf(request)
  const attempt = randomUUID()
  const forgotten = tooOld(now)
  const [claimed] = await db.$queryRaw<{ answer: Uint8Array | null }[]>`
    INSERT INTO idempotency_keys AS known (owner, key_hash, fingerprint, attempt, claimed_until, created_at)
    VALUES (${owner}, ${keyHash}, ${fingerprint}, ${attempt}::uuid, ${claimEnd}, ${now}::timestamptz)
    ON CONFLICT (owner, key_hash) DO UPDATE
    SET fingerprint = excluded.fingerprint, attempt = excluded.attempt, claimed_until = excluded.claimed_until,
        created_at = excluded.created_at, status = NULL,
        answer = CASE WHEN known.created_at > ${forgotten}::timestamptz THEN known.answer END
    WHERE known.created_at <= ${forgotten}::timestamptz
       OR (known.status IS NULL AND known.claimed_until <= clock_timestamp()
           AND known.fingerprint = excluded.fingerprint)
    RETURNING answer`
  if (claimed) return attemptTo(db, request, { owner, keyHash, attempt }, claimed.answer)
  const known = await db.prisma.idempotencyKey.findUnique({ where: { owner_keyHash: { owner, keyHash } } })
  // Its time ran out in this very moment.
  if (!known) throw new Problem('idempotency.in_flight')
  if (!fingerprint.equals(known.fingerprint)) {
    throw new Problem('idempotency.key_reused')
  }
  if (known.status === null || !known.answer) throw new Problem('idempotency.in_flight')
  return { status: known.status, ...JSON.parse(unseal(request, known.answer)) }
}

/** Deletes answers that are no longer kept. */
export function deleteAnswers(sql: Sql, now: Date): Promise<number> {
  return sql.$executeRaw`DELETE FROM idempotency_keys WHERE created_at <= ${tooOld(now)}::timestamptz`
}

function tooOld(now: Date): Date {
  return new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000)
}

function attemptTo(
  db: Database,
  request: KeyedRequest,
  claim: { owner: string; keyHash: Buffer<ArrayBuffer>; attempt: string },
  noted: Uint8Array | null,
): Attempt {
  const { owner, keyHash, attempt } = claim
  const write = async (tx: Sql, change: Prisma.Sql) => {
    const count = await tx.$executeRaw`
      UPDATE idempotency_keys SET ${change}
      WHERE owner = ${owner} AND key_hash = ${keyHash} AND attempt = ${attempt}::uuid`
    if (count === 0) throw new Problem('idempotency.in_flight')
  }
  return {
    noted: noted ? unseal(request, noted) : undefined,
    note: (tx, text) => write(tx, Prisma.sql`answer = ${seal(request, text)}, claimed_until = ${claimEnd}`),
    keep: (tx, { status, body, code }) =>
      write(tx, Prisma.sql`answer = ${seal(request, JSON.stringify({ body, code }))}, status = ${status}::smallint`),
    async giveUp() {
      const where = { ...claim, status: null }
      await db.prisma.idempotencyKey.updateMany({ where, data: { claimedUntil: new Date(0) } })
    },
  }
}

// A request may have a secret in it, such as a password, and an answer too, such as a new API key. Only the idempotency
// key that its sender made opens the one and proves the other; the database has its hash. Who can guess it can do so too:
// it should be a random UUID.

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

function seal(request: KeyedRequest, text: string): Buffer<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, derivedKey(request, 'answer'), nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function unseal(request: KeyedRequest, sealed: Uint8Array): string {
  const decipher = createDecipheriv(CIPHER, derivedKey(request, 'answer'), sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

function fingerprintOf(request: KeyedRequest): Buffer<ArrayBuffer> {
  return createHmac('sha256', derivedKey(request, 'fingerprint')).update(request.content).digest()
}

function derivedKey({ owner, key }: KeyedRequest, purpose: 'fingerprint' | 'answer'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, owner, purpose, 32))
}
