import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { tryLock } from 'fs-native-extensions'
import { Explained } from '../explained.ts'

/** The data folder is in use by another process. */
export class DataDirInUse extends Explained {}

/**
 * Makes this process the only user of a data folder: two embedded databases on one folder destroy it.
 * The lock is the operating system's, so it ends with the process however that ends; the process id in
 * the file is for the message only. Returns the release.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, 'lock')
  const file = openSync(path, 'a+')
  if (!tryLock(file)) {
    closeSync(file)
    throw new DataDirInUse(
      `The data folder ${dataDir} is in use by process ${readFileSync(path, 'utf8').trim()}. ` +
        'Stop that one first, name another folder in DATA_DIR, or set DATABASE_URL to share a PostgreSQL.',
    )
  }
  ftruncateSync(file)
  writeSync(file, `${process.pid}\n`)
  return () => closeSync(file)
}
