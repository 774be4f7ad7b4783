/** Selects entries of a list: after the place `after`, if set, and after `offset` more. */
export type PageRange<Place> = { offset: number; limit: number; after?: Place | undefined }

/** `next` is the last place of the page if more entries follow. */
export type Page<Row, Place> = { rows: Row[]; totalCount: number; next: Place | undefined }

/** Reads one entry more than the page has, to detect a next page. */
export function skipTake({ offset, limit }: PageRange<unknown>): { skip: number; take: number } {
  return { skip: offset, take: limit + 1 }
}

/** Builds a page from the rows of `skipTake` and the total count, both read in parallel. */
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
