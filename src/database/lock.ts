import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { tryLock } from 'fs-native-extensions'
import { ensureDataDir } from '../dataDir.ts'
import { Explained } from '../explained.ts'

export class DataDirInUse extends Explained {
  readonly pid: string

  constructor(dataDir: string, pid: string) {
    super(
      `The data folder ${dataDir} is in use by process ${pid}. ` +
        'Stop that process, set DATA_DIR to another folder, or set DATABASE_URL to share a PostgreSQL database.',
    )
    this.pid = pid
  }
}

/**
 * Locks a data folder, because two embedded databases would destroy it. Returns a function that unlocks it. The lock
 * ends with the process. The process id in the file is only for the message. Throws DataDirInUse.
 */
export function lockDataDir(dataDir: string): () => void {
  ensureDataDir(dataDir)
  const path = join(dataDir, 'lock')
  const file = openSync(path, 'a+')
  if (!tryLock(file)) {
    closeSync(file)
    throw new DataDirInUse(dataDir, readFileSync(path, 'utf8').trim())
  }
  ftruncateSync(file)
  writeSync(file, `${process.pid}\n`)
  return () => closeSync(file)
}
