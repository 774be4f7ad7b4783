import { Prisma, type User } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'

// The users of issuing to many, all in one statement. What is looked up for each says so (LATERAL, OFFSET 0): while a big
// import is under way PostgreSQL knows little of how the tables have grown, and would rather read them whole.

/** What of a user is shown and copied. */
export type Learner = Omit<User, 'bio' | 'createdAt' | 'updatedAt' | 'retiredAt'>

// Thousands of rows are read far quicker as one text of JSON.
const learner = Prisma.sql`json_build_object(
  'siteId', site_id, 'id', id, 'name', name, 'email', email, 'language', language, 'occupation', occupation,
  'location', location, 'timezone', timezone, 'isBanned', is_banned, 'roleAlias', role_alias, 'fromApi', from_api,
  'attributes', attributes, 'ethAddress', eth_address)`

/** The users of a site by their ids, without the retired. Nobody changes or deletes them before the transaction is over. */
export async function lockUsersById(tx: Sql, siteId: number, ids: string[]): Promise<Map<string, Learner>> {
  return readMap(
    tx,
    ids,
    Prisma.sql`
    SELECT json_agg(json_build_array(id, ${learner})) AS entries
    FROM (
      SELECT * FROM users
      WHERE site_id = ${siteId} AND id = ANY (${ids}::text[]) AND retired_at IS NULL
      FOR KEY SHARE
    ) learner`,
  )
}

/** The same by email addresses in any letter case, as they are given here. */
export async function lockUsersByEmail(tx: Sql, siteId: number, emails: string[]): Promise<Map<string, Learner>> {
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
      FOR KEY SHARE
    ) learner`,
  )
}

async function readMap(tx: Sql, keys: string[], query: Prisma.Sql): Promise<Map<string, Learner>> {
  if (keys.length === 0) return new Map()
  const [row] = await tx.$queryRaw<{ entries: [string, Learner][] | null }[]>(query)
  return new Map(row?.entries)
}

export type NewLearner = { id: string; email: string; name: string }

/**
 * Adds learners to a site, but for those whose email is taken, be it by one before them; returns those that it added.
 * Everybody adds them in one order, so that two who do it at the same time never block each other.
 */
export async function insertUsers(
  tx: Sql,
  { siteId, at }: { siteId: number; at: Date },
  learners: NewLearner[],
): Promise<Learner[]> {
  const [row] = await tx.$queryRaw<{ added: Learner[] | null }[]>`
    WITH added AS (
      INSERT INTO users (site_id, id, name, email, role_alias, created_at, updated_at)
      SELECT ${siteId}::int, learner.id, learner.name, learner.email, 'learner', ${at}::timestamptz, ${at}::timestamptz
      FROM ROWS FROM (json_to_recordset(${JSON.stringify(learners)}::json) AS (id text, name text, email text))
           WITH ORDINALITY AS learner (id, name, email, place)
      ORDER BY lower(learner.email), learner.place
      ON CONFLICT DO NOTHING
      RETURNING *
    )
    SELECT json_agg(${learner}) AS added FROM added`
  return row?.added ?? []
}

/** Locks a user: nobody else changes them or issues to them before the transaction is over. */
export async function lockUserRow(tx: Sql, siteId: number, id: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM users WHERE site_id = ${siteId} AND id = ${id} FOR UPDATE`
}

/** Prevents that a user is changed or deleted before the transaction is over; several transactions may do so. */
export async function keepUserRow(tx: Sql, siteId: number, id: string): Promise<void> {
  await tx.$queryRaw`SELECT FROM users WHERE site_id = ${siteId} AND id = ${id} FOR KEY SHARE`
}

/** Who of a site has an email address, in any letter case: nobody or one user. */
export async function userIdsOfEmail(sql: Sql, siteId: number, email: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NULL`
  return rows.map((row) => row.id)
}

/** The same with those who had it when they were deleted: their certificates go on to show it. */
export async function holderIdsOfEmail(sql: Sql, siteId: number, email: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NULL
    UNION ALL
    SELECT id FROM users WHERE site_id = ${siteId} AND lower(email) = lower(${email}) AND retired_at IS NOT NULL`
  return rows.map((row) => row.id)
}
