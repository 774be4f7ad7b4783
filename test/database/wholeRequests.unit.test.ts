import { expect, it } from 'vitest'
import { wholeRequests } from '../../src/database/wholeRequests.ts'
import { message, startup } from '../support/database/protocol.ts'

const query = message('Q', 'SELECT 1')
const parse = message('P', '\0SELECT 1\0\0')
const sync = message('S')

/** Returns what passes, and whether it passes before the next chunk. */
async function pass(...chunks: Buffer[]): Promise<string[]> {
  const requests = wholeRequests()
  const passed: string[] = []
  for (const chunk of chunks) {
    requests.write(chunk)
    passed.push(String(requests.read() ?? ''))
  }
  requests.end()
  for await (const rest of requests) passed.push(`too late: ${rest}`)
  return passed
}

it('passes the startup message and queries at once, and the parts of a request together', async () => {
  const request = Buffer.concat([parse, sync])
  expect(await pass(startup, query, parse, sync)).toEqual([`${startup}`, `${query}`, '', `${request}`])
  expect(await pass(Buffer.concat([startup, query, request, parse]))).toEqual([
    `${Buffer.concat([startup, query, request])}`,
  ])
})

it('passes whole requests wherever their bytes are divided', async () => {
  const all = Buffer.concat([startup, parse, sync, query])
  for (let size = 1; size < all.length; size++) {
    const chunks = []
    for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size))
    expect((await pass(...chunks)).join(''), `${size} bytes each`).toBe(`${all}`)
  }
})

it('drops a request whose end is missing', async () => {
  expect(await pass(startup, parse)).toEqual([`${startup}`, ''])
  expect(await pass(startup, query.subarray(0, -1))).toEqual([`${startup}`, ''])
  expect(await pass(startup, message('P', '\0SELECT 1'), message('X'))).toEqual([`${startup}`, '', ''])
  expect(await pass(Buffer.from([0, 0, 0, 9, 0, 3]))).toEqual([''])
})
