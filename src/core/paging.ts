/** Which entries of a list are wanted: after a place, where one is named, and after so many more. */
export type PageRange<Place> = { offset: number; limit: number; after?: Place | undefined }

/** A page of a list; `next` is its last place, where something comes after it. */
export type Page<Row, Place> = { rows: Row[]; totalCount: number; next: Place | undefined }

/** How many entries to read for a page: one more shows whether there is a next one. */
export function reading({ offset, limit }: PageRange<unknown>): { skip: number; take: number } {
  return { skip: offset, take: limit + 1 }
}

/** Makes a page of what was read for it. */
export function pageOf<Row, Place>(
  read: Row[],
  totalCount: number,
  { limit }: PageRange<Place>,
  placeOf: (row: Row) => Place,
): Page<Row, Place> {
  const rows = read.slice(0, limit)
  const last = rows.at(-1)
  return { rows, totalCount, next: last && read.length > limit ? placeOf(last) : undefined }
}
