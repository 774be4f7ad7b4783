import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { copyEmbedded } from '../setup/template.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A folder of one's own, deleted after the tests of the file. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-test-'))
  folders.push(folder)
  return folder
}

/** A data folder for tests of the embedded database itself, whatever database the other tests use. */
export async function newDataDir(): Promise<string> {
  const dataDir = await newFolder()
  const template = inject('template')
  // Otherwise the database makes itself when it is opened, which takes a few seconds.
  if ('migrated' in template) copyEmbedded(template.migrated, dataDir)
  return dataDir
}
