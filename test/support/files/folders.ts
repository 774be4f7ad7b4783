import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { copyEmbedded } from '../setup/databases.ts'
import { embeddedTemplates } from '../setup/templates.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** Creates a folder, which is deleted after the tests of the file. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-test-'))
  folders.push(folder)
  return folder
}

/** Creates a data folder with an embedded database, whatever database the other tests use. */
export async function newDataDir(): Promise<string> {
  const dataDir = await newFolder()
  copyEmbedded((await embeddedTemplates()).migrated, dataDir)
  return dataDir
}
