import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { tryLock } from 'fs-native-extensions'
import { Explained } from '../explained.ts'

export class DataDirInUse extends Explained {}

/**
 * Locks a data folder and returns the release: two embedded databases on one folder destroy it. The operating system
 * ends the lock with the process. The process id in the file is for the message only. Throws DataDirInUse.
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
