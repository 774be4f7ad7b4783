import { z } from 'zod'
import { text } from '../core/fields.ts'
import type { Page } from '../core/paging.ts'
import { MAX_ID, wholeNumber } from '../http/schemas.ts'

// How the lists of this API are paged: by `offset` and `limit` as Konstantly does, and by cursors.

/** The longest that there are hold a name of 255 control characters, each of which is six in JSON, and an id of 64. */
const MAX_CURSOR = 3000

/** The query of a list whose cursors hold such a place; of so many entries a page where nobody says how many. */
export function pageQueryOf<Place extends z.ZodType>(place: Place, usual = 20) {
  return z.object({
    offset: wholeNumber(0, MAX_ID)
      .default(0)
      .meta({ description: 'Entry number to start listing from', examples: [0] }),
    limit: wholeNumber(1, 1000)
      .default(usual)
      .meta({ description: 'The number of entries to be listed', examples: [usual] }),
    cursor: text(MAX_CURSOR)
      .transform((cursor, context) => readCursor(cursor, place, context))
      .optional()
      .meta({ description: 'The `nextCursor` of the page before; `offset` counts from there', examples: ['MjA'] }),
  })
}

/** The query of a list whose places are ids. */
export const pageQuery = pageQueryOf(z.int().min(0).max(MAX_ID))

/** As many as a page may have. Those who know lists from when they were not paged get all, unless there are more. */
const ALL = 1000

/** The query of the list of keys. */
export const keysQuery = pageQueryOf(z.int().min(0).max(MAX_ID), ALL)

/** The query of a short list whose places are names. */
export const namesQuery = pageQueryOf(text(100), ALL)

/** The query of a list that may have more entries than an ordinary id can number. */
export const longPageQuery = pageQueryOf(z.int().min(0))

/** The query of a list by name and id. */
export const nameQuery = pageQueryOf(z.tuple([text(255), text(64)]))

export const nextCursor = z
  .string()
  .optional()
  .meta({ description: 'Cursor of the next page, where there is one', examples: ['MjA'] })

/** The cursor of a place; clients send it back and do not look inside. */
export function cursorOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** What the answers of all lists say of the rest of the list. */
export function restOf({ totalCount, next }: Page<unknown, unknown>) {
  return { totalCount, nextCursor: next === undefined ? undefined : cursorOf(next) }
}

function readCursor<Place extends z.ZodType>(cursor: string, place: Place, context: z.RefinementCtx): z.output<Place> {
  const read = place.safeParse(readJson(Buffer.from(cursor, 'base64url').toString()))
  if (read.success) return read.data
  context.addIssue('Must be the nextCursor of a page of this list.')
  return z.NEVER
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
