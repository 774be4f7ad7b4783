import { optionalUnixTime, unixTime } from '@chancery/verify/unixTime'
import type { ApiKey, Course, CourseCertificate, FontName, TemplateName, Webhook } from '../database/prisma/client.ts'
import { factsOf } from './certificates/listedCertificate.ts'
import type { Learner } from './users/queries.ts'

// The objects of the LMS API, as in responses, webhooks and the audit. Names are Konstantly's.

export type CourseCertificateWithUser = CourseCertificate & { user: Learner }

/** A course with all fields. Lists omit fields that their schema does not have. */
export function toCourse(row: Course) {
  return {
    id: row.id,
    externalId: row.externalId ?? undefined,
    name: row.name,
    annotation: row.annotation,
    isDraft: row.isDraft,
    createdAt: unixTime(row.createdAt),
    updatedAt: unixTime(row.updatedAt),
    publishedAt: row.publishedAt ? unixTime(row.publishedAt) : 0,
    description: row.description,
    template: row.templateName,
    link: row.link,
    publishing: row.publishing,
    criteria: row.criteria,
    achievementType: row.achievementType,
    notify: row.notify,
    attachedFiles: [],
  }
}

type Attributes = Record<string, string | number | boolean | null | string[]>

export function toUser(row: Learner) {
  return {
    id: row.id,
    name: row.name,
    language: row.language,
    occupation: row.occupation ?? undefined,
    location: row.location ?? undefined,
    timezone: row.timezone,
    email: row.email,
    isBanned: row.isBanned,
    role: { alias: row.roleAlias },
    fromApi: row.fromApi,
    attributes: row.attributes as Attributes, // The schema validated them before they were stored.
    eth_address: row.ethAddress ?? undefined,
  }
}

/** A user in the audit, with the bio, which no response contains. */
export function toAuditedUser(row: Learner & { bio?: string | null }) {
  return { ...toUser(row), bio: row.bio ?? undefined }
}

export function toCertificate(row: CourseCertificateWithUser, publicUrl: string) {
  return Object.assign(factsOf(row, publicUrl), {
    replaces: row.replacesId ?? undefined,
    // The name at issue, not the user's current one.
    user: Object.assign(toUser(row.user), { name: row.userName }),
  })
}

/** An API key without the key. */
export function toKey(row: Omit<ApiKey, 'hash'>) {
  return {
    id: row.id,
    prefix: row.prefix,
    label: row.label,
    scopes: row.scopes,
    createdAt: unixTime(row.createdAt),
    expiresAt: optionalUnixTime(row.expiresAt),
    revokedAt: optionalUnixTime(row.revokedAt),
    lastUsedAt: optionalUnixTime(row.lastUsedAt),
  }
}

/** A webhook without its secret. */
export function toWebhook(row: Webhook) {
  return { id: row.id, url: row.url, events: row.events, createdAt: unixTime(row.createdAt) }
}

/** A template without its SVG. */
export function toTemplate(row: TemplateName) {
  return { name: row.name, hash: row.hash, updatedAt: unixTime(row.updatedAt) }
}

/** A font without its file. */
export function toFont({ name, hash, size, updatedAt }: FontName) {
  return { name, hash, size, updatedAt: unixTime(updatedAt) }
}
