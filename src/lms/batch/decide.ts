import type { FieldErrors } from '../../core/problem.ts'
import type { Authorship } from '../../core/writeContext.ts'
import type { Sql } from '../../database/sql.ts'
import { undrawableTexts } from '../certificates/drawable.ts'
import { datesOf, expiresTooEarly, newCertificate } from '../certificates/issue.ts'
import type { IssuingCourse } from '../certificates/issuing/queries.ts'
import { startOf } from '../dates.ts'
import type { CourseCertificateWithUser } from '../wire.ts'
import { type Entry, TOO_EARLY } from './entrySchema.ts'
import { type Found, isUser } from './findUsers.ts'
import type { EntryOutcome } from './outcomes.ts'
import { findHeld, type HeldCertificate } from './queries.ts'

export type EntryWithUser = { entry: Entry; user: Found }

export type Decision = { userIds: string[]; issuing: CourseCertificateWithUser[]; outcomes: EntryOutcome[] }

/** Certificates of a course by user, oldest first. */
export type Held = Map<string, HeldCertificate[]>

/** Decides what happens to each entry, in order. `held` are the certificates of their users. Changes nothing else. */
export async function decide(
  context: Authorship,
  course: IssuingCourse,
  entries: EntryWithUser[],
  held: Held,
  notify?: boolean,
): Promise<Decision> {
  const issuing: CourseCertificateWithUser[] = []
  const faultsOfCourse = await undrawableTexts({ 'course.name': course.name, 'site.name': course.institutionName })
  // Ids are assigned later, all in one query. Until then, outcomes refer to the certificate objects.
  const outcomes: EntryOutcome[] = []
  for (const { entry, user } of entries) outcomes.push(await outcomeOf(entry, user))
  return { userIds: userIdsOf(entries), issuing, outcomes }

  async function outcomeOf(entry: Entry, user: Found): Promise<EntryOutcome> {
    const dates = datesOf(entry, course.timeZone, context.at)
    if (expiresTooEarly(dates)) return { status: 'invalid', errors: { expiresAt: [TOO_EARLY] } }
    if (!isUser(user)) return { status: 'invalid', errors: user }
    const others = held.get(user.id) ?? []
    const same = others.findLast((other) => isSame(other, entry, context.at))
    if (same) return { status: 'exists', certificate: same }
    const { certificateName: name, description, imageUrl } = entry
    const certificate = newCertificate(context.at, course, user, { name, description, imageUrl, notify }, dates)
    const faults = faultsOfCourse ?? (await faultsOf(certificate))
    if (faults) return { status: 'invalid', errors: faults }
    issuing.push(certificate)
    held.set(user.id, [...others, certificate])
    return { status: 'issued', certificate }
  }
}

function faultsOf({ name, description, userName }: CourseCertificateWithUser): Promise<FieldErrors | null> {
  return undrawableTexts({ certificateName: name, description, 'user.name': userName })
}

function isSame(held: HeldCertificate, { certificateName, achievedAt }: Entry, now: Date): boolean {
  if (certificateName !== undefined && held.name.normalize('NFC') !== certificateName) return false
  // In the time zone of the certificate, so that an import does not issue a day again after the site changes its zone.
  if (achievedAt) return held.achievedAt.getTime() === startOf(achievedAt, held.timeZone).getTime()
  return !held.revokedAt && !(held.expiresAt && held.expiresAt <= now)
}

/** Reads the certificates that the users of these entries have in the course. */
export async function readHeld(
  tx: Sql,
  { siteId, id: courseId }: IssuingCourse,
  entries: EntryWithUser[],
): Promise<Held> {
  const held: Held = new Map()
  for (const certificate of await findHeld(tx, { siteId, courseId }, userIdsOf(entries))) {
    held.set(certificate.userId, [...(held.get(certificate.userId) ?? []), certificate])
  }
  return held
}

function userIdsOf(entries: EntryWithUser[]): string[] {
  return [...new Set(entries.flatMap(({ user }) => (isUser(user) ? [user.id] : [])))]
}
