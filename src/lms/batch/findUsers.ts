import type { FieldErrors } from '../../core/problem.ts'
import type { Authorship } from '../../core/writeContext.ts'
import type { Sql } from '../../database/sql.ts'
import { insertUsers, type Learner, lockUsersByEmail, lockUsersById } from '../users/queries.ts'
import { newUserId, recordUsers } from '../users/service.ts'
import { type Entry, expiresTooEarly } from './entrySchema.ts'

export type Found = Learner | FieldErrors

/** Finds and locks the user of each entry. The returned function gives the field errors if there is none. */
export async function findUsers(
  tx: Sql,
  context: Authorship,
  entries: Entry[],
  createUsers: boolean,
): Promise<(entry: Entry) => Found> {
  const { siteId } = context
  const byId = await lockUsersById(tx, siteId, given(entries, 'userId'))
  const byEmail = await lockUsersByEmail(tx, siteId, given(entries, 'email'))
  if (createUsers) {
    const created = await createMissing(tx, context, entries, byEmail)
    for (const [email, user] of created) byEmail.set(email, user)
  }
  return ({ userId, email = '', name }): Found => {
    if (userId !== undefined) return byId.get(userId) ?? { userId: [`This site has no user "${userId}".`] }
    const user = byEmail.get(email)
    if (user) return user
    if (createUsers && name === undefined) return { name: ['A new user needs a name.'] }
    return { email: [`This site has no user with the email "${email}". To create one, use the option createUsers.`] }
  }
}

function given(entries: Entry[], field: 'userId' | 'email'): string[] {
  return [...new Set(entries.flatMap((entry) => entry[field] ?? []))]
}

/** Creates users with a new email and a given name. Returns them by the emails of the entries. */
async function createMissing(
  tx: Sql,
  context: Authorship,
  entries: Entry[],
  known: Map<string, Learner>,
): Promise<Map<string, Learner>> {
  const missing = entries.filter(
    (entry) => entry.email !== undefined && !known.has(entry.email) && !expiresTooEarly(entry, context.at),
  )
  const people = missing.flatMap(({ email, name, language }) =>
    email && name ? { id: newUserId(), email, name, language } : [],
  )
  if (people.length === 0) return new Map()
  const created = await insertUsers(tx, context, people)
  await recordUsers(tx, context, created)
  // Includes users created concurrently, and every spelling of an email.
  return lockUsersByEmail(tx, context.siteId, given(missing, 'email'))
}

export function isUser(found: Found): found is Learner {
  return 'siteId' in found && typeof found.siteId === 'number'
}
