import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from '../database/client.ts'
import { Prisma } from '../database/prisma/client.ts'
import type { Sql } from '../database/sql.ts'
import { Problem } from './problem.ts'

// Replays the response to a request that is sent again with its idempotency key
// (draft-ietf-httpapi-idempotency-key-header). Stores the response in the transaction of the change: a crash leaves
// both or neither.

export type KeyedRequest = {
  /** Owner of the key, such as `site/1`. */
  owner: string
  key: string
  /** Method, path and body. */
  content: string
}

/** `code` is the stable error code of a failure. */
export type StoredResponse = { status: number; body: string; code?: string | undefined }

/** The claim to process a request, held by one attempt at a time. */
export type Attempt = {
  /** Progress of an earlier attempt that was interrupted. */
  progress: string | undefined
  /** Stores the progress of a long response and extends the claim. Throws if another attempt has the claim. */
  saveProgress(tx: Sql, progress: string): Promise<void>
  /** Throws if another attempt has the claim. */
  storeResponse(tx: Sql, response: StoredResponse): Promise<void>
  /** Releases the claim without a response, so that a retry can begin immediately. */
  release(): Promise<void>
}

export const IDEMPOTENCY_HOURS = 24

/** Outlives any transaction. Uses the database clock, which all servers share. */
const claimEnd = Prisma.sql`clock_timestamp() + interval '30 seconds'`

/** Claims a request, or returns the stored response. */
export async function beginAttempt(db: Database, request: KeyedRequest, now: Date): Promise<Attempt | StoredResponse> {
  const { owner, key } = request
  const keyHash = hash('sha256', key, 'buffer') as Buffer<ArrayBuffer> // Typed for both outputs.
  const fingerprint = fingerprintOf(request)
  const attempt = randomUUID()
  const expired = expiryLimit(now)
  const [claimed] = await db.$queryRaw<{ answer: Uint8Array | null }[]>`
    INSERT INTO idempotency_keys AS known (owner, key_hash, fingerprint, attempt, claimed_until, created_at)
    VALUES (${owner}, ${keyHash}, ${fingerprint}, ${attempt}::uuid, ${claimEnd}, ${now}::timestamptz)
    ON CONFLICT (owner, key_hash) DO UPDATE
    SET fingerprint = excluded.fingerprint, attempt = excluded.attempt, claimed_until = excluded.claimed_until,
        created_at = excluded.created_at, status = NULL,
        answer = CASE WHEN known.created_at > ${expired}::timestamptz THEN known.answer END
    WHERE known.created_at <= ${expired}::timestamptz
       OR (known.status IS NULL AND known.claimed_until <= clock_timestamp()
           AND known.fingerprint = excluded.fingerprint)
    RETURNING answer`
  if (claimed) return attemptTo(db, request, { owner, keyHash, attempt }, claimed.answer)
  const known = await db.prisma.idempotencyKey.findUnique({ where: { owner_keyHash: { owner, keyHash } } })
  // It expired a moment ago.
  if (!known) throw new Problem('idempotency.in_flight')
  if (!fingerprint.equals(known.fingerprint)) {
    throw new Problem('idempotency.key_reused')
  }
  if (known.status === null) throw new Problem('idempotency.in_flight')
  if (!known.answer) throw new Problem('idempotency.response_erased')
  return { status: known.status, ...JSON.parse(unseal(request, known.answer)) }
}

export function deleteReplays(sql: Sql, now: Date): Promise<number> {
  return sql.$executeRaw`DELETE FROM idempotency_keys WHERE created_at <= ${expiryLimit(now)}::timestamptz`
}

function expiryLimit(now: Date): Date {
  return new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000)
}

function attemptTo(
  db: Database,
  request: KeyedRequest,
  claim: { owner: string; keyHash: Buffer<ArrayBuffer>; attempt: string },
  progress: Uint8Array | null,
): Attempt {
  const { owner, keyHash, attempt } = claim
  const write = async (tx: Sql, change: Prisma.Sql) => {
    const count = await tx.$executeRaw`
      UPDATE idempotency_keys SET ${change}
      WHERE owner = ${owner} AND key_hash = ${keyHash} AND attempt = ${attempt}::uuid`
    if (count === 0) throw new Problem('idempotency.in_flight')
  }
  return {
    progress: progress ? unseal(request, progress) : undefined,
    saveProgress: (tx, text) => write(tx, Prisma.sql`answer = ${seal(request, text)}, claimed_until = ${claimEnd}`),
    storeResponse: (tx, { status, body, code }) =>
      write(tx, Prisma.sql`answer = ${seal(request, JSON.stringify({ body, code }))}, status = ${status}::smallint`),
    async release() {
      const where = { ...claim, status: null }
      await db.prisma.idempotencyKey.updateMany({ where, data: { claimedUntil: new Date(0) } })
    },
  }
}

// Requests and responses may contain secrets, such as a password or a new API key. Only the client's idempotency key
// decrypts them; the database stores its hash. A key that can be guessed protects nothing, so use a random UUID.

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
