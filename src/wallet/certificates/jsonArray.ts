import { Readable } from 'node:stream'

/** Joins JSON lists into one array, streamed to bound memory. An error in the first two can still become a response. */
export async function jsonArray(lists: AsyncGenerator<string>): Promise<string | Readable> {
  const first = await lists.next()
  if (first.done) return '[]'
  const second = await lists.next()
  if (second.done) return first.value
  // Buffers at most one list for a slow reader.
  return Readable.from(joined([first.value, second.value], lists), { highWaterMark: 1 })
}

async function* joined(begun: string[], rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield `[${begun.map(entriesOf).join(',')}`
  for await (const list of rest) yield `,${entriesOf(list)}`
  yield ']'
}

function entriesOf(list: string): string {
  return list.slice(1, -1)
}
