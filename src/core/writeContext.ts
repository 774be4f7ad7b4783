import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../database/client.ts'
import type { Wallet } from '../database/prisma/client.ts'
import type { Sql, Tx } from '../database/sql.ts'

/** What every write needs to know: where, when, and how its response is stored for an idempotent replay. */
export type WriteContext<Result = void> = {
  db: Database
  at: Date
  /** Set where the request has an idempotency key. */
  storeReplay?: StoreReplay<Result> | undefined
}

/** A write in a site, through the LMS API or a command. */
export type SiteContext<Result = void> = WriteContext<Result> & Authorship

/** A write of a wallet. */
export type WalletContext<Result = void> = WriteContext<Result> & { wallet: Wallet }

/** Author, time and site of a change, as the audit and the events record them. */
export type Authorship = {
  siteId: number
  author: Author
  at: Date
  /** The address under which users reach the server; audit entries and events name addresses there. */
  publicUrl: string
}

export type Author = KeyAuthor | CommandAuthor | WalletAuthor
export type KeyAuthor = { keyId: number; requestId: string }
export type CommandAuthor = { command: string }
/** A wallet, which has no key of the site: what it did is named as a command is, with the request. */
export type WalletAuthor = { command: string; requestId: string }

/** The id of the request that a change comes of; null where nobody asked by one. */
export function requestIdOf({ author }: { author?: Author }): string | null {
  return author && 'requestId' in author ? author.requestId : null
}

/** Stores the response of a write, in its transaction. */
export type StoreReplay<Result> = (tx: Sql, result: Result) => Promise<void>

/** Runs a write in a transaction and stores its response there: both or neither. */
export function write<Result>(
  { db, storeReplay }: Pick<WriteContext<Result>, 'db' | 'storeReplay'>,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    const result = await work(tx)
    await storeReplay?.(tx, result)
    return result
  })
}

/** Whether an object has these facts already: then there is nothing to change, to keep in the audit or to tell. */
export function hasAlready<Row extends object>(row: Row, facts: Partial<Record<keyof Row, unknown>>): boolean {
  return Object.entries(facts).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(value, row[name as keyof Row]), // Names are of the row.
  )
}
