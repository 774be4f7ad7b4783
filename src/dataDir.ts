import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Explained, reasonOf } from './explained.ts'

/** Creates DATA_DIR if it is missing, and checks that it accepts files. Throws Explained. */
export function ensureDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir)
    rmdirSync(mkdtempSync(join(dataDir, '.probe-')))
  } catch (error) {
    // A server on a full disk still reads.
    if (['ENOSPC', 'EDQUOT'].includes(codeOf(error))) return
    throw new Explained(`DATA_DIR cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}

/** Like `mkdirSync` with `recursive`, which never returns where no folder can be created, such as in /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    makeOne(path)
  }
}

/** Another process may create it first. */
function makeOne(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
