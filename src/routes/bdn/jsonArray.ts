import { Readable } from 'node:stream'

/**
 * Writes a list as JSON while it is being read, so that memory stays bounded however long it is. Nothing is
 * written before the first item is there: an error until then still becomes an answer of its own.
 */
export function jsonArray(items: AsyncIterable<unknown>): Readable {
  return Readable.from(parts(items))
}

async function* parts(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '['
  for await (const item of items) {
    yield before + JSON.stringify(item)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
