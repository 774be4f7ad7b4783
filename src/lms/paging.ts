import { parseJson } from '@chancery/verify/json'
import { z } from 'zod'
import { exactText } from '../core/fields.ts'
import type { Page } from '../core/paging.ts'
import { MAX_ID, wholeNumber } from '../http/schemas.ts'

// Lists are paged by `offset` and `limit`, as in Konstantly's API, or by cursor.

/** Fits the longest cursor: a name of 255 control characters (six characters each in JSON) and an id of 64. */
const MAX_CURSOR = 3000

/** Default page size of older lists too, so that clients without paging still get everything. */
const MAX_LIMIT = 1000

/** Builds the query schema of a list. `place` is the schema of a cursor. */
export function pageQueryOf<Place extends z.ZodType>(place: Place, defaultLimit = 20) {
  return z.object({
    offset: wholeNumber(0, MAX_ID)
      .default(0)
      .meta({ description: 'Entry number to start listing from', examples: [0] }),
    limit: wholeNumber(1, MAX_LIMIT)
      .default(defaultLimit)
      .meta({ description: 'The number of entries to be listed', examples: [defaultLimit] }),
    cursor: exactText(MAX_CURSOR)
      .transform((cursor, context) => readCursor(cursor, place, context))
      .optional()
      .meta({ description: '`nextCursor` of the previous page. `offset` counts from there.', examples: ['MjA'] }),
  })
}

export const pageQuery = pageQueryOf(z.int().min(0).max(MAX_ID))

export const keysQuery = pageQueryOf(z.int().min(0).max(MAX_ID), MAX_LIMIT)

/** Query of a short list sorted by name. */
export const namesQuery = pageQueryOf(exactText(100), MAX_LIMIT)

/** Query of a list whose ids are `bigint`. */
export const longPageQuery = pageQueryOf(z.int().min(0))

export const nameQuery = pageQueryOf(z.tuple([exactText(255), exactText(64)]))

export const nextCursor = z
  .string()
  .optional()
  .meta({ description: 'Cursor of the next page. Absent on the last page.', examples: ['MjA'] })

/** Encodes a place as an opaque cursor. */
export function cursorOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Builds the paging fields of a list response. */
export function pagingFields({ totalCount, next }: Page<unknown, unknown>) {
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
    return parseJson(json)
  } catch {
    return undefined
  }
}
