import { isDeepStrictEqual } from 'node:util'
import type { Database } from '../database/client.ts'
import type { Prisma } from '../database/prisma/client.ts'
import type { Transaction } from '../database/transaction.ts'

/** Who changes something of a site, and when: what the audit and the events of a change say of it. */
export type Authorship = { siteId: number; author: Author; at: Date }

/** The same with how to keep the answer, where the request has an idempotency key. */
export type Change<Result> = Authorship & { keep?: StoreReplay<Result> | undefined }

/** The address under which users reach the server, for changes whose audit and events name addresses there. */
export type Addressed = { publicUrl: string }

export type Author = KeyAuthor | CommandAuthor | WalletAuthor
export type KeyAuthor = { keyId: number; requestId: string }
export type CommandAuthor = { command: string }
/** A wallet, which has no key of the site: what it did is named as a command is, with the request. */
export type WalletAuthor = { command: string; requestId: string }

/** The id of the request that a change comes of; null where nobody asked by one. */
export function requestIdOf({ author }: { author?: Author }): string | null {
  return author && 'requestId' in author ? author.requestId : null
}

/** Keeps what is answered to a request, for when it comes again. */
export type StoreReplay<Result> = (tx: Transaction, result: Result) => Promise<void>

/** Makes a change and keeps its answer: both or none. */
export function makeChange<Result>(
  db: Database,
  keep: StoreReplay<Result> | undefined,
  work: (tx: Prisma.TransactionClient) => Promise<Result>,
): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    const result = await work(tx)
    await keep?.(tx, result)
    return result
  })
}

/** Whether an object has these facts already: then there is nothing to change, to keep in the audit or to tell. */
export function hasAlready<Row extends object>(row: Row, facts: Partial<Record<keyof Row, unknown>>): boolean {
  return Object.entries(facts).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(value, row[name as keyof Row]), // Names are of the row.
  )
}
