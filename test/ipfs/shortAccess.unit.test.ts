import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readSmall, shortAccess, statSize } from '../../src/ipfs/shortAccess.ts'

afterEach(() => vi.useRealTimers())

test('a slow access sends the next ones to the thread pool, for ten seconds', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const disk = shortAccess()
  expect(disk.timed(() => 'fast')).toBe('fast')
  expect(disk.isFast()).toBe(true)

  const failing = () =>
    disk.timed(() => {
      vi.advanceTimersByTime(6)
      throw new Error('slow and broken')
    })
  expect(failing).toThrow('slow and broken')
  expect(disk.isFast()).toBe(false)
  vi.advanceTimersByTime(10_000)
  expect(disk.isFast()).toBe(true)
})

test('small files are read whole; larger and missing ones are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-short-'))
  try {
    await writeFile(join(folder, 'empty'), '')
    await writeFile(join(folder, 'small'), 'x'.repeat(65_536))
    await writeFile(join(folder, 'large'), 'x'.repeat(65_537))
    expect(readSmall(join(folder, 'empty'))).toHaveLength(0)
    expect(readSmall(join(folder, 'small'))).toHaveLength(65_536)
    expect(readSmall(join(folder, 'large'))).toBeNull()
    expect(readSmall(join(folder, 'missing'))).toBeNull()
    expect(statSize(join(folder, 'large'))).toBe(65_537)
    expect(statSize(join(folder, 'missing'))).toBeNull()
    expect(() => readSmall(folder)).toThrow('EISDIR')
  } finally {
    await rm(folder, { recursive: true })
  }
})
