import type { EntryOutcome } from './outcomes.ts'

/** Entries for one transaction. */
export const ENTRIES_AT_ONCE = 1000

/** What is issued at once, and what became of it. */
export type Issued<Chunk> = { chunk: Chunk; outcomes: EntryOutcome[] }

/**
 * Issues chunk after chunk. Each is prepared while the one before is being written, and written when that is done; after
 * one that fails nothing is.
 */
export async function* issueInTurn<Chunk>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  issue: (chunk: Chunk, turn: PromiseLike<unknown>) => Promise<EntryOutcome[]>,
): AsyncGenerator<Issued<Chunk>, void> {
  let last: { chunk: Chunk; outcomes: Promise<EntryOutcome[]> } | undefined
  try {
    for await (const chunk of chunks) {
      const before = last
      last = { chunk, outcomes: issue(chunk, before?.outcomes ?? Promise.resolve()) }
      // Whoever waits for it meets its failure.
      last.outcomes.catch(() => {})
      if (before) yield { chunk: before.chunk, outcomes: await before.outcomes }
    }
    if (last) yield { chunk: last.chunk, outcomes: await last.outcomes }
  } finally {
    // Whoever stops asking knows that nothing goes on.
    await last?.outcomes.catch(() => {})
  }
}
