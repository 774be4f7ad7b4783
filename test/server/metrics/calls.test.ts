import { Registry } from 'prom-client'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Objects } from '../../../src/objects/objects.ts'
import { openObjects } from '../../../src/objects/open.ts'
import { watchCalls } from '../../../src/server/metrics/calls.ts'
import { alertMatcher } from '../../support/monitoring/alerts.ts'
import { type Fault, type S3Server, startS3 } from '../../support/objects/s3Server.ts'

// Through the client of the object store, whose calls the server and the worker watch.

let server: S3Server
beforeAll(async () => {
  server = await startS3()
})

let registry: Registry
let objects: Objects
beforeEach(() => {
  server.fail(() => null)
  registry = new Registry()
  const opened = openObjects(server.config)
  if (!opened) throw new Error('The configuration has no object store.')
  objects = watchCalls([registry], { hasBucket: true })('objects', opened)
})

/** Returns the counted calls of the object store: `get ok`. */
async function counted(): Promise<string[]> {
  const counts = (await registry.metrics()).matchAll(
    /^chancery_outside_call_seconds_count\{port="objects",call="(\w+)",outcome="(\w+)"\} (\d+)$/gm,
  )
  return [...counts].flatMap(([, call, outcome, count]) => new Array<string>(Number(count)).fill(`${call} ${outcome}`))
}

async function keysOf(list: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys = []
  for await (const { key } of list) keys.push(key)
  return keys
}

describe('watchCalls', () => {
  it('counts each call, and a list once', async () => {
    await objects.put('a/1', Buffer.from('one'))
    await objects.put('a/2', Buffer.from('two'))
    expect(await objects.get('a/1', 10)).toHaveLength(3)
    expect(await keysOf(objects.list('a/'))).toStrictEqual(['a/1', 'a/2'])
    for await (const { key } of objects.list('a/')) {
      expect(key).toBe('a/1')
      break
    }
    expect((await counted()).toSorted()).toStrictEqual(['get ok', 'list ok', 'list ok', 'put ok', 'put ok'])
  })

  it('starts the count of a full store at 0, so that the first failure is an increase', async () => {
    const zero = 'chancery_outside_call_seconds_count{port="objects",call="put",outcome="ObjectsFull"} 0'
    expect(await registry.metrics()).toContain(zero)
    server.fail(() => 'full')
    await expect(objects.put('b', Buffer.from('b'))).rejects.toThrow()
    expect(await counted()).toStrictEqual(['put ObjectsFull'])
    expect('ObjectsFull').toMatch(await alertMatcher('ChanceryDiskFull', 'outcome'))
  })

  it.each<Fault>(['denied', 'slow down', 'no bucket', 'page', 'cut off', 'silent'])(
    'counts a failure of the store with the outcome of its alert: %s',
    async (fault) => {
      await objects.put('c', Buffer.from('content'))
      server.fail(() => fault)
      await expect(objects.get('c', 10, fault === 'silent' ? AbortSignal.timeout(100) : undefined)).rejects.toThrow()
      const [failed = ''] = (await counted()).filter((call) => call.startsWith('get '))
      expect(failed.split(' ')[1]).toMatch(await alertMatcher('ChanceryObjectStoreFailing', 'outcome'))
    },
  )

  it('counts a list that fails', async () => {
    server.fail(() => 'denied')
    await expect(keysOf(objects.list(''))).rejects.toThrow()
    expect(await counted()).toStrictEqual(['list ObjectsUnavailable'])
  })

  it('does not count it as a failure that the client of a request disconnected', async () => {
    server.fail(() => 'silent')
    const client = new AbortController()
    const reading = objects.get('d', 10, client.signal)
    client.abort()
    await expect(reading).rejects.toThrow()
    expect(await counted()).toStrictEqual(['get aborted'])
  })
})
