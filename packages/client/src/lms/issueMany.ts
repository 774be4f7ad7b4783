import { dataOf, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { BatchEntry, Outcome } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type IssueManyOptions = Pick<CallOptions, 'signal'> & {
  /** Creates users for unknown email addresses. Their entries need a `name`. */
  createUsers?: boolean
  /** Whether the server mails the learners. Default: as the course and the site have it. */
  notify?: boolean
  /** Reports what would happen and changes nothing. */
  dryRun?: boolean
  /** Entries of one request, at most 10,000. Default: 500. */
  batchSize?: number
}

/** Outcome of an entry. `entry` is its number among all entries, from 1; `input` is the entry itself. */
export type EntryOutcome = Omit<Outcome, 'line'> & { input: BatchEntry }

const BATCH = '/openapi/v1/courses/{courseId}/certificates/batch'

/** Issues certificates batch by batch. Keeps one batch in memory. Repeating all entries issues none twice. */
export async function* issueMany(
  raw: LmsClient,
  courseId: number | string,
  entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
  { createUsers = false, notify, dryRun = false, batchSize = 500, ...options }: IssueManyOptions,
): AsyncGenerator<EntryOutcome, void> {
  if (!(batchSize >= 1 && batchSize <= 10_000)) throw new RangeError('batchSize must be from 1 to 10,000.')
  let done = 0
  for await (const batch of batchesOf(entries, batchSize)) {
    const params = { path: { courseId }, query: { createUsers, dryRun, ...(notify !== undefined && { notify }) } }
    const { outcomes } = await dataOf(raw.POST(BATCH, { params, body: { entries: batch }, ...sent(options) }))
    for (const { line: _, ...outcome } of outcomes) {
      const input = batch[outcome.entry - 1]
      if (input) yield { ...outcome, entry: done + outcome.entry, input }
    }
    done += batch.length
  }
}

async function* batchesOf<Item>(items: Iterable<Item> | AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
