import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../database/client.ts'
import type { Wallet } from '../database/prisma/client.ts'
import type { Sql, Tx } from '../database/sql.ts'

export type WriteContext<Result = void> = {
  db: Database
  at: Date
  /** Set if the request has an idempotency key. */
  storeReplay?: StoreReplay<Result> | undefined
}

/** A write by the LMS API or a command. */
export type SiteContext<Result = void> = WriteContext<Result> & Authorship

export type WalletContext<Result = void> = WriteContext<Result> & { wallet: Wallet }

export type Authorship = {
  siteId: number
  author: Author
  at: Date
  /** Base URL of the addresses in audit entries and events. */
  publicUrl: string
  /** Whether this server sends mails to holders. */
  sendsMail?: boolean
}

export type Author = KeyAuthor | CommandAuthor | WalletAuthor
export type KeyAuthor = { keyId: number; requestId: string }
export type CommandAuthor = { command: string }
/** A wallet has no key of the site. The audit records its action as a command. */
export type WalletAuthor = { command: string; requestId: string }

/** Returns the id of the request that caused a change; null without a request. */
export function requestIdOf({ author }: { author?: Author }): string | null {
  return author && 'requestId' in author ? author.requestId : null
}

export type StoreReplay<Result> = (tx: Sql, result: Result) => Promise<void>

/** Runs a write and stores its response in one transaction. */
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

/** Returns whether an update would change nothing. Ignores undefined facts. */
export function isUnchanged<Row extends object>(row: Row, facts: Partial<Record<keyof Row, unknown>>): boolean {
  return Object.entries(facts).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(value, row[name as keyof Row]), // Names are of the row.
  )
}
