import { parseJson } from '@chancery/verify/json'
import { z } from 'zod'
import { exactText } from '../core/fields.ts'

// A cursor is the place of the last entry of a page: JSON in base64url, opaque to clients.

/** Fits the longest cursor: a name of 255 control characters (six characters each in JSON) and an id of 64. */
const MAX_CURSOR = 3000

export function cursorOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Accepts a cursor, and reads its place. */
export function givenCursor<Place extends z.ZodType>(place: Place, message: string) {
  return exactText(MAX_CURSOR).transform((cursor, context): z.output<Place> => {
    const read = place.safeParse(readJson(Buffer.from(cursor, 'base64url').toString()))
    if (read.success) return read.data
    context.addIssue(message)
    return z.NEVER
  })
}

function readJson(json: string): unknown {
  try {
    return parseJson(json)
  } catch {
    return undefined
  }
}
