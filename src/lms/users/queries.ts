import { Prisma, type User } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

// Batch queries on users. LATERAL with OFFSET 0 forces index lookups: during a big import PostgreSQL underestimates how
// much the tables have grown, and would choose sequential scans.

/** The fields of a user that are shown and copied. */
export type Learner = Omit<User, 'bio' | 'unsubscribedAt' | 'createdAt' | 'updatedAt' | 'retiredAt'>

// One JSON text is read much faster than thousands of rows.
const learner = Prisma.sql`json_build_object(
  'siteId', site_id, 'id', id, 'name', name, 'email', email, 'language', language, 'occupation', occupation,
  'location', location, 'timezone', timezone, 'isBanned', is_banned, 'roleAlias', role_alias, 'fromApi', from_api,
  'attributes', attributes, 'ethAddress', eth_address)`

/** How users are read: `FOR KEY SHARE` keeps them until the transaction ends. A dry run locks nothing. */
export type Lock = 'FOR KEY SHARE' | null

const lockSql = (lock: Lock) => (lock ? Prisma.sql`FOR KEY SHARE` : Prisma.empty)

/** Finds users by id, without retired ones. */
export async function usersById(tx: Sql, siteId: number, ids: string[], lock: Lock): Promise<Map<string, Learner>> {
  return readMap(
    tx,
    ids,
    Prisma.sql`
    SELECT json_agg(json_build_array(id, ${learner})) AS entries
    FROM (
      SELECT * FROM users
      WHERE site_id = ${siteId} AND id = ANY (${ids}::text[]) AND retired_at IS NULL
      ${lockSql(lock)}
    ) learner`,
  )
}

/** Finds users by email address in any letter case. Keys are the emails as given. */
export async function usersByEmail(
  tx: Sql,
  siteId: number,
  emails: string[],
  lock: Lock,
): Promise<Map<string, Learner>> {
  return readMap(
    tx,
    emails,
    Prisma.sql`
    SELECT json_agg(json_build_array(given, ${learner})) AS entries
    FROM unnest(${emails}::text[]) AS given
    CROSS JOIN LATERAL (
      SELECT * FROM users
      WHERE site_id = ${siteId} AND lower(email) = lower(given) AND retired_at IS NULL
      OFFSET 0
      ${lockSql(lock)}
    ) learner`,
  )
}

async function readMap(tx: Sql, keys: string[], query: Prisma.Sql): Promise<Map<string, Learner>> {
  if (keys.length === 0) return new Map()
  const [row] = await tx.$queryRaw<{ entries: [string, Learner][] | null }[]>(query)
  return new Map(row?.entries)
}

/** Finds the ids that no new user can have, because a deleted or erased user has or had them. */
export async function usedIds(tx: Sql, siteId: number, ids: string[]): Promise<Map<string, 'retired' | 'erased'>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.$queryRaw<{ id: string; isErased: boolean }[]>`
    SELECT given.id, learner.id IS NULL AS "isErased"
    FROM unnest(${ids}::text[]) AS given (id)
    LEFT JOIN users learner ON learner.site_id = ${siteId} AND learner.id = given.id AND learner.retired_at IS NOT NULL
    LEFT JOIN erased_users erased
      ON erased.site_id = ${siteId} AND erased.id_hash = user_id_hash(${siteId}::int, given.id)
    WHERE learner.id IS NOT NULL OR erased.id_hash IS NOT NULL`
  return new Map(rows.map(({ id, isErased }) => [id, isErased ? 'erased' : 'retired']))
}

/** Without a language, the user gets the site's. */
export type NewLearner = { id: string; email: string; name: string; language?: string | undefined }

/** Adds users whose email is free, one per email. Returns those added. Inserts in fixed order to prevent deadlocks. */
export async function insertUsers(
  tx: Sql,
  { siteId, at }: { siteId: number; at: Date },
  learners: NewLearner[],
): Promise<Learner[]> {
  const [row] = await tx.$queryRaw<{ added: Learner[] | null }[]>`
    WITH added AS (
      INSERT INTO users (site_id, id, name, email, language, role_alias, created_at, updated_at)
      SELECT site.id, learner.id, learner.name, learner.email, coalesce(learner.language, site.language), 'learner',
             ${at}::timestamptz, ${at}::timestamptz
      FROM sites site
      CROSS JOIN ROWS FROM (
             json_to_recordset(${JSON.stringify(learners)}::json) AS (id text, name text, email text, language text)
           ) WITH ORDINALITY AS learner (id, name, email, language, place)
      WHERE site.id = ${siteId}
      ORDER BY lower(learner.email), learner.place
      ON CONFLICT DO NOTHING
      RETURNING *
    )
    SELECT json_agg(${learner}) AS added FROM added`
  return row?.added ?? []
}

/** Returns the language of new users without their own. */
export async function languageOfSite(tx: Sql, siteId: number): Promise<string | undefined> {
  const [site] = await tx.$queryRaw<{ language: string }[]>`SELECT language FROM sites WHERE id = ${siteId}`
  return site?.language
}

export async function lockUserRow(tx: Sql, siteId: number, id: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM users WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}

/** Locks a retired user until the transaction ends. Compares the email as the unique index does. */
export async function lockRetiredUser(
  tx: Sql,
  siteId: number,
  id: string,
  email: string,
): Promise<{ hasEmail: boolean } | undefined> {
  const [row] = await tx.$queryRaw<{ hasEmail: boolean }[]>`
    SELECT lower(email) = lower(${email}) AS "hasEmail" FROM users
    WHERE site_id = ${siteId} AND id = ${id} AND retired_at IS NOT NULL
    FOR UPDATE`
  return row
}

/** Prevents changes and deletion of a user until the transaction ends. Transactions may share this lock. */
export async function lockUserRowForShare(tx: Sql, siteId: number, id: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM users WHERE site_id = ${siteId} AND id = ${id} FOR KEY SHARE`
}

/** Returns the id of a site's user by email address in any letter case: none or one. */
export async function userIdsOfEmail(sql: Sql, siteId: number, email: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NULL`
  return rows.map((row) => row.id)
}

/** Also returns deleted users who had this email: their certificates still show it. */
export async function holderIdsOfEmail(sql: Sql, siteId: number, email: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NULL
    UNION ALL
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NOT NULL`
  return rows.map((row) => row.id)
}
