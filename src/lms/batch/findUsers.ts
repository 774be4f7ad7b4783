import type { FieldErrors } from '../../core/problem.ts'
import type { Authorship } from '../../core/writeContext.ts'
import type { Sql } from '../../database/sql.ts'
import { datesOf, expiresTooEarly } from '../certificates/issue.ts'
import {
  insertUsers,
  type Learner,
  type Lock,
  type NewLearner,
  usedIds,
  usersByEmail,
  usersById,
} from '../users/queries.ts'
import { newUser } from '../users/schemas.ts'
import { newUserId, recordUsers } from '../users/service.ts'
import type { Entry } from './entrySchema.ts'

export type Found = Learner | FieldErrors

/** How a batch creates users: not at all, in the database, or only in memory (`simulated`), which changes nothing. */
export type Creation = 'none' | 'stored' | 'simulated'

/** Users by the ids and emails that the entries give. */
type Known = { byId: Map<string, Learner>; byEmail: Map<string, Learner>; used: Map<string, 'retired' | 'erased'> }

export type FoundUsers = {
  /** Returns the user of an entry, or the field errors if there is none. */
  userOf(entry: Entry): Found
  /** Ids of the new users. */
  created: Set<string>
}

/** Finds the user of each entry, and creates missing ones. */
export async function findUsers(
  tx: Sql,
  context: Authorship,
  entries: Entry[],
  { creation, lock, timeZone }: { creation: Creation; lock: Lock; timeZone: string },
): Promise<FoundUsers> {
  const { siteId } = context
  const known: Known = {
    byId: await usersById(tx, siteId, given(entries, 'userId'), lock),
    byEmail: await usersByEmail(tx, siteId, given(entries, 'email'), lock),
    used: new Map(),
  }
  const isCreating = creation !== 'none'
  const people = isCreating ? await createMissing(tx, context, entries, known, { creation, timeZone }) : []
  return { userOf: (entry) => userOf(entry, known, isCreating), created: new Set(people.map(({ id }) => id)) }
}

function given(entries: Entry[], field: 'userId' | 'email'): string[] {
  return [...new Set(entries.flatMap((entry) => entry[field] ?? []))]
}

const CREATE = 'To create users, send createUsers=true (command: --create-users).'

function userOf({ userId, email, name }: Entry, { byId, byEmail, used }: Known, isCreating: boolean): Found {
  const ofId = userId === undefined ? undefined : byId.get(userId)
  const ofEmail = email === undefined ? undefined : byEmail.get(email)
  if (email === undefined) return ofId ?? { userId: ['This site has no user with this ID.'] }
  if (userId === undefined && ofEmail) return ofEmail
  if (ofId) {
    if (ofId.id === ofEmail?.id) return ofId
    return { email: ['The user with this ID has another email. Correct one of the two, or send only one.'] }
  }
  if (ofEmail)
    return { userId: [`The user with this email has the ID "${ofEmail.id}". Correct the ID, or leave it out.`] }
  const refused = isCreating && userId !== undefined && idErrors(userId, used)
  if (refused) return refused
  if (isCreating && name === undefined) return { name: ['A new user needs a name.'] }
  const both = userId === undefined ? 'this email' : 'this ID and this email'
  return { email: [`This site has no user with ${both}. ${CREATE}`] }
}

/** Returns why no new user can have an id. */
function idErrors(userId: string, used: Known['used']): FieldErrors | undefined {
  const parsed = newUser.shape.id.safeParse(userId)
  if (!parsed.success) return { userId: parsed.error.issues.map(({ message }) => message) }
  const state = used.get(userId)
  if (state === 'erased') return { userId: ['The user with this ID was erased. The ID cannot be used again.'] }
  if (state === 'retired') return { userId: ['The user with this ID was deleted. Restore the user with POST /users.'] }
  return undefined
}

/** Creates users with a new email and a given name, and adds them to the known ones. Returns them. */
async function createMissing(
  tx: Sql,
  context: Authorship,
  entries: Entry[],
  { byId, byEmail, used }: Known,
  { creation, timeZone }: { creation: Creation; timeZone: string },
): Promise<NewLearner[]> {
  const { siteId, at } = context
  const missing = entries.filter(
    ({ userId, email, ...entry }) =>
      email !== undefined &&
      !byEmail.has(email) &&
      !(userId !== undefined && byId.has(userId)) &&
      !expiresTooEarly(datesOf(entry, timeZone, at)),
  )
  const ids = given(missing, 'userId')
  for (const [id, state] of await usedIds(tx, siteId, ids)) used.set(id, state)
  const people = newLearners(missing.filter(({ userId }) => userId === undefined || !idErrors(userId, used)))
  if (people.length === 0) return []
  if (creation === 'stored') await recordUsers(tx, context, await insertUsers(tx, context, people))
  // Reads again, to include users created concurrently, and every spelling of an email.
  const [ofId, ofEmail] =
    creation === 'stored'
      ? [
          await usersById(tx, siteId, ids, 'FOR KEY SHARE'),
          await usersByEmail(tx, siteId, given(missing, 'email'), 'FOR KEY SHARE'),
        ]
      : simulated(siteId, people, missing)
  for (const [id, user] of ofId) byId.set(id, user)
  for (const [email, user] of ofEmail) byEmail.set(email, user)
  return people
}

/** Returns one new user for each email and each id: the first name, and the first id that is given for the email. */
function newLearners(entries: Entry[]): NewLearner[] {
  const ids = new Map<string, string>()
  const takenIds = new Set<string>()
  for (const { userId, email = '' } of entries) {
    if (userId === undefined || ids.has(email.toLowerCase()) || takenIds.has(userId)) continue
    ids.set(email.toLowerCase(), userId)
    takenIds.add(userId)
  }
  const people = new Map<string, NewLearner>()
  for (const { userId, email = '', name, language } of entries) {
    const key = email.toLowerCase()
    const isRefused = userId !== undefined && ids.get(key) !== userId
    if (name === undefined || isRefused || people.has(key)) continue
    people.set(key, { id: ids.get(key) ?? newUserId(), email, name, language })
  }
  return [...people.values()]
}

/** Returns new users as `usersById` and `usersByEmail` would, for the emails of these entries. */
function simulated(
  siteId: number,
  people: NewLearner[],
  missing: Entry[],
): [Map<string, Learner>, Map<string, Learner>] {
  const users = people.map((person) => ({ ...newLearner, ...person, siteId }))
  const byEmail = new Map(users.map((user) => [user.email.toLowerCase(), user]))
  const spelled = given(missing, 'email').flatMap((email): [string, Learner][] => {
    const user = byEmail.get(email.toLowerCase())
    return user ? [[email, user]] : []
  })
  return [new Map(users.map((user) => [user.id, user])), new Map(spelled)]
}

/** Fields that a dry run does not show. */
const newLearner = {
  language: 'en',
  occupation: null,
  location: null,
  timezone: 'UTC',
  isBanned: false,
  roleAlias: 'learner',
  fromApi: true,
  attributes: {},
  ethAddress: null,
}

export function isUser(found: Found): found is Learner {
  return 'siteId' in found && typeof found.siteId === 'number'
}
