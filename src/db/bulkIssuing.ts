import type { CourseCertificate, Prisma, User } from './prisma/client.ts'

// The statements of issuing to many, each for all entries at once.

type Transaction = Prisma.TransactionClient

/** The users of a site by their ids, without the retired. Nobody changes or deletes them before the transaction is over. */
export async function lockUsersById(tx: Transaction, siteId: number, ids: string[]): Promise<Map<string, User>> {
  if (ids.length === 0) return new Map()
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users
    WHERE site_id = ${siteId} AND id = ANY (${ids}::text[]) AND retired_at IS NULL
    FOR KEY SHARE`
  return readUsers(tx, siteId, locked)
}

/** The same by email addresses in any letter case, as they are given here. */
export async function lockUsersByEmail(tx: Transaction, siteId: number, emails: string[]): Promise<Map<string, User>> {
  if (emails.length === 0) return new Map()
  const locked = await tx.$queryRaw<{ id: string; email: string }[]>`
    SELECT learner.id, given.email
    FROM unnest(${emails}::text[]) AS given (email)
    JOIN users learner ON learner.site_id = ${siteId} AND lower(learner.email) = lower(given.email)
      AND learner.retired_at IS NULL
    FOR KEY SHARE OF learner`
  const users = await readUsers(tx, siteId, locked)
  return new Map(
    locked.flatMap(({ id, email }) => {
      const user = users.get(id)
      return user ? [[email, user]] : []
    }),
  )
}

async function readUsers(tx: Transaction, siteId: number, rows: { id: string }[]): Promise<Map<string, User>> {
  const users = await tx.user.findMany({ where: { siteId, id: { in: rows.map(({ id }) => id) } } })
  return new Map(users.map((user) => [user.id, user]))
}

export type NewLearner = { id: string; email: string; name: string }

/**
 * Adds learners to a site, but for those whose email is taken; returns those that it added. Everybody adds them in one
 * order, so that two who do it at the same time never block each other.
 */
export async function insertUsers(
  tx: Transaction,
  { siteId, at }: { siteId: number; at: Date },
  learners: NewLearner[],
): Promise<User[]> {
  const added = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO users (site_id, id, name, email, role_alias, created_at, updated_at)
    SELECT ${siteId}::int, learner.id, learner.name, learner.email, 'learner', ${at}::timestamptz, ${at}::timestamptz
    FROM json_to_recordset(${JSON.stringify(learners)}::json) AS learner (id text, name text, email text)
    ORDER BY lower(learner.email)
    ON CONFLICT DO NOTHING
    RETURNING id`
  return [...(await readUsers(tx, siteId, added)).values()]
}

export type HeldCertificate = Pick<CourseCertificate, 'id' | 'userId' | 'achievedAt'>

/** The certificates of a course that these users hold and that are not revoked, oldest first. */
export function findHeld(
  tx: Transaction,
  { siteId, courseId }: { siteId: number; courseId: number },
  userIds: string[],
): Promise<HeldCertificate[]> {
  return tx.$queryRaw<HeldCertificate[]>`
    SELECT id, user_id AS "userId", achieved_at AS "achievedAt"
    FROM course_certificates
    WHERE site_id = ${siteId} AND user_id = ANY (${userIds}::text[]) AND course_id = ${courseId} AND revoked_at IS NULL
    ORDER BY id`
}

/** Adds certificates to a course that is locked, and counts them there; returns their ids by their numbers. */
export async function insertCertificates(
  tx: Transaction,
  courseId: number,
  certificates: Omit<CourseCertificate, 'id'>[],
): Promise<Map<number, number>> {
  await tx.$executeRaw`
    UPDATE courses SET certificate_count = certificate_count + ${certificates.length} WHERE id = ${courseId}`
  const rows = await tx.$queryRaw<{ id: number; number: number }[]>`
    INSERT INTO course_certificates (site_id, course_id, number, user_id, name, description, course_name, user_name,
                                     image_url, achieved_at, expires_at, issued_at, expiry_told)
    SELECT "siteId", "courseId", number, "userId", name, description, "courseName", "userName",
           "imageUrl", "achievedAt", "expiresAt", "issuedAt", "expiryTold"
    FROM json_to_recordset(${JSON.stringify(certificates)}::json) AS certificate (
      "siteId" int, "courseId" int, number int, "userId" text, name text, description text, "courseName" text,
      "userName" text, "imageUrl" text, "achievedAt" timestamptz, "expiresAt" timestamptz, "issuedAt" timestamptz,
      "expiryTold" boolean
    )
    ORDER BY number
    RETURNING id, number`
  return new Map(rows.map(({ id, number }) => [number, id]))
}
