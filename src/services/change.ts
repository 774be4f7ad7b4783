import type { Database } from '../db/client.ts'
import type { Prisma } from '../db/prisma/client.ts'
import type { Transaction } from '../db/transaction.ts'

/** Who changes something of a site, and when: what the audit and the events of a change say of it. */
export type Authorship = { siteId: number; author: Author; at: Date }

/** The same with how to keep the answer, where the request has an idempotency key. */
export type Change<Result> = Authorship & { keep?: Keep<Result> | undefined }

/** The address under which users reach the server, for changes whose audit and events name addresses there. */
export type Addressed = { publicUrl: string }

export type Author = KeyAuthor | CommandAuthor
export type KeyAuthor = { keyId: number; requestId: string }
export type CommandAuthor = { command: string }

/** Keeps what is answered to a request, for when it comes again. */
export type Keep<Result> = (tx: Transaction, result: Result) => Promise<void>

/** Makes a change and keeps its answer: both or none. */
export function makeChange<Result>(
  db: Database,
  keep: Keep<Result> | undefined,
  work: (tx: Prisma.TransactionClient) => Promise<Result>,
): Promise<Result> {
  return db.prisma.$transaction(async (tx) => {
    const result = await work(tx)
    await keep?.(tx, result)
    return result
  })
}
