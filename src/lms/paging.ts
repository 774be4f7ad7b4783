import { z } from 'zod'
import { exactText } from '../core/fields.ts'
import type { Page } from '../core/paging.ts'
import { cursorOf, givenCursor } from '../http/cursor.ts'
import { MAX_ID, wholeNumber } from '../http/schemas.ts'

// Lists are paged by `offset` and `limit`, as in Konstantly's API, or by cursor.

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
    cursor: givenCursor(place, 'Must be the nextCursor of a page of this list.')
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

export const totalCountIsExact = z
  .literal(false)
  .optional()
  .meta({
    description: 'false: `totalCount` is a lower bound. Absent if it is exact. Use `nextCursor` to read all pages.',
    examples: [false],
  })

/** Builds the paging fields of a list response. */
export function pagingFields({ totalCount, isExact, next }: Page<unknown, unknown>) {
  return {
    totalCount,
    totalCountIsExact: isExact ? undefined : (false as const),
    nextCursor: next === undefined ? undefined : cursorOf(next),
  }
}
