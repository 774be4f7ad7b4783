import { errorOf } from './errors.ts'
import { attemptsFor, type CallOptions } from './transport.ts'

/** Result of openapi-fetch. */
type Result<Data> = { data?: Data; error?: unknown; response: Response }

/** Returns the data of a response. Throws ChanceryError for an error response. */
export async function dataOf<Data>(call: Promise<Result<Data>>): Promise<Data> {
  const { data, error, response } = await call
  if (response.ok && data !== undefined) return data
  throw errorOf(response, error, attemptsFor(response))
}

/** Waits for a deletion. If an earlier attempt deleted it and its response was lost, 404 is a success. */
export async function deleted(call: Promise<Result<unknown>>): Promise<void> {
  const { error, response } = await call
  const attempts = attemptsFor(response)
  if (response.ok || (response.status === 404 && attempts > 1)) return
  throw errorOf(response, error, attempts)
}

/** Returns the parameters of a POST with a key of its own. */
export function keyed({ idempotencyKey }: CallOptions): { header?: { 'Idempotency-Key': string } } {
  return idempotencyKey === undefined ? {} : { header: { 'Idempotency-Key': idempotencyKey } }
}

/** Returns the options of openapi-fetch for a call. */
export function sent({ signal }: CallOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

/** Entries of a list, which are read page by page. A page is fetched when its first entry is needed. */
export type List<Page, Item> = AsyncIterable<Item> & {
  /** Whole pages, with their counts. */
  pages(): AsyncIterable<Page>
}

/** Options of lists. */
export type ListOptions = Pick<CallOptions, 'signal'> & {
  /** Entries of one page, at most 1000. Default: 500. */
  pageSize?: number | undefined
}

export const PAGE_SIZE = 500

/** Builds a list. `nextOf` returns the cursor of the next page; undefined for the last page. */
export function listOf<Page, Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => Item[],
  nextOf: (page: Page) => string | undefined,
): List<Page, Item> {
  async function* pages() {
    let cursor: string | undefined
    do {
      const page = await fetchPage(cursor)
      yield page
      cursor = nextOf(page)
    } while (cursor !== undefined)
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      // Not with `yield*`, which takes twice as long.
      for await (const page of pages()) for (const item of itemsOf(page)) yield item
    },
  }
}
