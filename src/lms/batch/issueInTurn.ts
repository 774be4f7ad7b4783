export const CHUNK_SIZE = 1000

export type Issued<Chunk, Outcome> = { chunk: Chunk; outcomes: Outcome[] }

/** Issues one chunk after the other. Prepares each chunk while the previous one is written. Stops after a failure. */
export async function* issueInTurn<Chunk, Outcome>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  issue: (chunk: Chunk, turn: PromiseLike<unknown>) => Promise<Outcome[]>,
): AsyncGenerator<Issued<Chunk, Outcome>, void> {
  let last: { chunk: Chunk; outcomes: Promise<Outcome[]> } | undefined
  try {
    for await (const chunk of chunks) {
      const before = last
      last = { chunk, outcomes: issue(chunk, before?.outcomes ?? Promise.resolve()) }
      // Prevents an unhandled rejection. The failure is thrown where the outcomes are awaited.
      last.outcomes.catch(() => {})
      if (before) yield { chunk: before.chunk, outcomes: await before.outcomes }
    }
    if (last) yield { chunk: last.chunk, outcomes: await last.outcomes }
  } finally {
    // If the caller stops early, waits until the last write is over.
    await last?.outcomes.catch(() => {})
  }
}
