import { Problem } from '../../core/problem.ts'
import { type Authorship, requestIdOf } from '../../core/writeContext.ts'
import type { Database } from '../../database/client.ts'
import type { Course, Event } from '../../database/prisma/client.ts'
import type { Sql } from '../../database/sql.ts'
import type { Learner } from '../users/queries.ts'
import { type CourseCertificateWithUser, toCertificate, toCourse, toUser } from '../wire.ts'
import { insertEvents } from './queries.ts'

export type { Event }

/** Event types: Konstantly's for courses and users, our own for certificates and issuers. */
export const EVENT_TYPES = [
  'Course/Published',
  'Course/Unpublished',
  'User/Created',
  'User/Edited',
  'Certificate/Issued',
  'Certificate/Revoked',
  'Certificate/Expired',
  'Issuer/Confirmed',
  'Issuer/Failing',
  'Issuer/Lapsed',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** An event before it is stored. */
export type NewEvent = { type: EventType; subject: string; body: object }

export function courseEvent(type: EventType & `Course/${string}`, course: Course): NewEvent {
  return { type, subject: `course/${course.id}`, body: { course: toCourse(course) } }
}

export function userEvent(type: EventType & `User/${string}`, user: Learner): NewEvent {
  return { type, subject: `user/${user.id}`, body: { user: toUser(user) } }
}

export function certificateEvent(
  type: EventType & `Certificate/${string}`,
  certificate: CourseCertificateWithUser,
  publicUrl: string,
): NewEvent {
  const body = { certificate: toCertificate(certificate, publicUrl) }
  return { type, subject: `certificate/${certificate.id}`, body }
}

/**
 * Stores events in the transaction that caused them, with a delivery and a job for each subscribed webhook. The caller
 * must hold the subject's row, so that its events are numbered in order. Locks the webhooks: waits for a concurrent
 * deletion, and then skips that webhook.
 */
export async function announce(
  tx: Sql,
  context: Pick<Authorship, 'siteId' | 'at'> & Partial<Authorship>,
  ...events: NewEvent[]
): Promise<void> {
  const requestId = requestIdOf(context)
  await announceAll(
    tx,
    context,
    events.map((event) => ({ ...event, requestId })),
  )
}

/** Stores events of several requests, as `announce` does. No two of them have the same type and subject. */
export async function announceAll(
  tx: Sql,
  { siteId, at }: Pick<Authorship, 'siteId' | 'at'>,
  events: (NewEvent & { requestId: string | null })[],
): Promise<void> {
  if (events.length > 0) await insertEvents(tx, { siteId, at }, events)
}

/** Days until an event is deleted. Undelivered events stay longer. */
export const EVENT_DAYS = 30

/** Converts a type to its form in URLs: `user.created`. */
export function dotForm(type: EventType): string {
  return type.toLowerCase().replace('/', '.')
}

/** Returns a site's latest event of a type (in dot form) within EVENT_DAYS. */
export async function lastEvent(db: Database, siteId: number, dotted: string, now: Date): Promise<Event> {
  const oldest = new Date(now.getTime() - EVENT_DAYS * 86_400_000)
  const type = EVENT_TYPES.find((known) => dotForm(known) === dotted)
  const event =
    type &&
    (await db.prisma.event.findFirst({
      where: { siteId, type, occurredAt: { gte: oldest } },
      orderBy: { id: 'desc' },
    }))
  if (!event) throw new Problem('event.not_found', `There was no event "${dotted}" in the last ${EVENT_DAYS} days.`)
  return event
}
