import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { ObjectDamaged, type Objects, ObjectsFull, ObjectsUnavailable } from '../../src/objects/objects.ts'
import { openObjects } from '../../src/objects/open.ts'
import { type Fault, type S3Server, startS3 } from '../support/objects/s3Server.ts'

const MAX = 1_000_000
const bytes = randomBytes(50_000)

describe('openS3', () => {
  let server: S3Server
  let objects: Objects
  beforeEach(async () => {
    server = await startS3()
    const opened = openObjects(server.config)
    if (!opened) throw new Error('It is configured.')
    objects = opened
  })

  const list = async (prefix: string) => {
    const keys: string[] = []
    for await (const { key, size } of objects.list(prefix)) keys.push(`${key} ${size}`)
    return keys
  }

  it('puts, finds, lists and removes objects', async () => {
    await objects.put('a/one', bytes)
    await objects.put('b/two', new Uint8Array())
    expect(Buffer.from((await objects.get('a/one', MAX)) ?? []).equals(bytes)).toBe(true)
    expect(await objects.get('b/two', MAX)).toHaveLength(0)
    expect((await objects.stat('a/one'))?.size).toBe(bytes.length)
    expect(Date.now() - Number((await objects.stat('a/one'))?.at)).toBeLessThan(60_000)
    expect(await list('a/')).toStrictEqual([`a/one ${bytes.length}`])
    await objects.remove('a/one')
    await objects.remove('a/one')
    expect(await objects.get('a/one', MAX)).toBeNull()
    expect(await objects.stat('a/one')).toBeNull()
    expect(await list('')).toStrictEqual(['b/two 0'])
  })

  it('lists more objects than a page has', async () => {
    const keys = Array.from({ length: 1005 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
    for (let start = 0; start < keys.length; start += 67) {
      await Promise.all(keys.slice(start, start + 67).map((key) => objects.put(key, new Uint8Array())))
    }
    expect(await list('many/')).toStrictEqual(keys.map((key) => `${key} 0`))
  })

  it('repeats each request that fails for a moment', async () => {
    for (const fault of ['slow down', 'cut off'] as const) {
      const failed = new Set<string>()
      server.fail(({ method, url }) => {
        const isFirst = !failed.has(`${method} ${url}`)
        failed.add(`${method} ${url}`)
        return isFirst && (fault === 'slow down' || method === 'GET') ? fault : null
      })
      await objects.put('a', bytes)
      expect(await objects.get('a', MAX)).toHaveLength(bytes.length)
      expect((await objects.stat('a'))?.size).toBe(bytes.length)
      expect(await list('')).toHaveLength(1)
      await objects.remove('a')
    }
  })

  it.each<Fault>(['slow down', 'denied', 'no bucket', 'page'])(
    'throws ObjectsUnavailable, and never reports a missing object: %s',
    async (fault) => {
      server.fail(() => fault)
      const calls = [objects.get('a', MAX), objects.stat('a'), objects.put('a', bytes), objects.remove('a'), list('')]
      for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
        expect(status).toBe('rejected')
        expect(reason).toBeInstanceOf(ObjectsUnavailable)
        if (fault === 'denied') expect(reason.message).toContain('s3:ListBucket')
      }
    },
  )

  it('throws ObjectsUnavailable for lists and bodies that are cut off', async () => {
    await objects.put('a', bytes)
    server.fail(() => 'cut off')
    for (const call of [() => objects.get('a', MAX), () => list('')]) {
      await expect(call()).rejects.toBeInstanceOf(ObjectsUnavailable)
    }
    server.fail(() => 'shortened')
    await expect(list('')).rejects.toBeInstanceOf(ObjectsUnavailable)
  })

  it('throws ObjectDamaged for a body that was shortened, and for one that is too large', async () => {
    await objects.put('a', bytes)
    await expect(objects.get('a', bytes.length - 1)).rejects.toBeInstanceOf(ObjectDamaged)
    server.fail(() => 'shortened')
    await expect(objects.get('a', MAX)).rejects.toBeInstanceOf(ObjectDamaged)
  })

  it('throws ObjectsFull without space', async () => {
    server.fail(() => 'full')
    await expect(objects.put('a', bytes)).rejects.toBeInstanceOf(ObjectsFull)
  })

  it('stops when its signal aborts, if the server does not answer', async () => {
    server.fail(() => 'silent')
    await expect(objects.get('a', MAX, AbortSignal.timeout(50))).rejects.toBeInstanceOf(ObjectsUnavailable)
    expect(server.requests).toHaveLength(1)
  })
})
