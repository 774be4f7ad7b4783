/** Selects entries of a list: after the place `after`, if set, and after `offset` more. */
export type PageRange<Place> = { offset: number; limit: number; after?: Place | undefined }

/** Filtered lists count up to this number of matches. */
export const MAX_EXACT_COUNT = 10_000

/** If it is not exact, there are more than `totalCount`. */
export type Count = { totalCount: number; isExact: boolean }

/** `next` is the last place of the page if more entries follow. */
export type Page<Row, Place> = Count & { rows: Row[]; next: Place | undefined }

/** Builds a count from the number of matches, counted up to `MAX_EXACT_COUNT` + 1. */
export function cappedCount(counted: number): Count {
  return { totalCount: Math.min(counted, MAX_EXACT_COUNT), isExact: counted <= MAX_EXACT_COUNT }
}

/** Reads one entry more than the page has, to detect a next page. */
export function skipTake({ offset, limit }: PageRange<unknown>): { skip: number; take: number } {
  return { skip: offset, take: limit + 1 }
}

/** Builds a page from the rows of `skipTake` and the total count, both read in parallel. */
export async function pageOf<Row, Place>(
  reads: PromiseLike<Row[]>,
  count: PromiseLike<number | Count>,
  { limit }: PageRange<Place>,
  placeOf: (row: Row) => Place,
): Promise<Page<Row, Place>> {
  const [read, counted] = await Promise.all([reads, count])
  const rows = read.slice(0, limit)
  const last = rows.at(-1)
  const total = typeof counted === 'number' ? { totalCount: counted, isExact: true } : counted
  return { ...total, rows, next: last && read.length > limit ? placeOf(last) : undefined }
}
