/** Which entries of a list are wanted: after a place, where one is named, and after so many more. */
export type PageRange<Place> = { offset: number; limit: number; after?: Place | undefined }

/** A page of a list; `next` is its last place, where something comes after it. */
export type Page<Row, Place> = { rows: Row[]; totalCount: number; next: Place | undefined }

/** How many entries to read for a page: one more shows whether there is a next one. */
export function reading({ offset, limit }: PageRange<unknown>): { skip: number; take: number } {
  return { skip: offset, take: limit + 1 }
}

/** Makes a page of the rows that `reading` asks for, and the count of all, which are read in parallel. */
export async function pageOf<Row, Place>(
  reads: PromiseLike<Row[]>,
  count: PromiseLike<number>,
  { limit }: PageRange<Place>,
  placeOf: (row: Row) => Place,
): Promise<Page<Row, Place>> {
  const [read, totalCount] = await Promise.all([reads, count])
  const rows = read.slice(0, limit)
  const last = rows.at(-1)
  return { rows, totalCount, next: last && read.length > limit ? placeOf(last) : undefined }
}
