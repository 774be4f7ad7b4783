import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureDataDir } from '../src/dataDir.ts'
import { Explained } from '../src/explained.ts'
import { newFolder } from './support/files/folders.ts'

/** `mkdir` with `recursive` never returns for some of these, so a failure of these tests is a timeout. */
describe('ensureDataDir', async () => {
  const folder = await newFolder()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling'))
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  mkdirSync(join(folder, 'locked'))
  chmodSync(join(folder, 'locked'), 0o500)

  it.each(['new', 'new/parent/child', './relative/../other/', '.'])('creates %s and leaves it empty', (name) => {
    const path = `${folder}/creates/${name}`
    ensureDataDir(path)
    ensureDataDir(path)
    expect(readdirSync(path).filter((entry) => entry.startsWith('.'))).toStrictEqual([])
  })

  const impossible = [
    ...[
      '/proc',
      '/proc/nope',
      '/proc/nope/below',
      '/proc/self/x',
      '/sys/nope',
      '/dev/null',
      '/dev/null/x',
      '/dev/fd/9',
    ],
    ...['file', 'file/below', 'dangling', 'dangling/below', 'loop', 'loop/below', 'x'.repeat(300)],
    ...(process.getuid?.() === 0 ? [] : ['locked', 'locked/below']),
  ]

  it.each(impossible)('throws one line within a second: %s', (name) => {
    const begin = performance.now()
    const path = name.startsWith('/') ? name : join(folder, name)
    expect(() => ensureDataDir(path)).toThrow(Explained)
    expect(() => ensureDataDir(path)).toThrow(/^DATA_DIR cannot be used: E[A-Z]+: [^\n]+$/)
    expect(performance.now() - begin).toBeLessThan(1000)
  })
})
