import { Readable } from 'node:stream'

/**
 * A list as JSON, from JSON lists of several entries at a time. A long one is written while it is being read, so that memory
 * stays bounded. An error before anything is written still becomes an answer of its own.
 */
export async function jsonArray(lists: AsyncGenerator<string>): Promise<string | Readable> {
  const first = await lists.next()
  if (first.done) return '[]'
  const second = await lists.next()
  if (second.done) return first.value
  // One list ahead of a slow reader, and no more.
  return Readable.from(written([first.value, second.value], lists), { highWaterMark: 1 })
}

async function* written(begun: string[], rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield `[${begun.map(entriesOf).join(',')}`
  for await (const list of rest) yield `,${entriesOf(list)}`
  yield ']'
}

function entriesOf(list: string): string {
  return list.slice(1, -1)
}
