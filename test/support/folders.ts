import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'

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
  if ('folder' in template) copyDatabase(template.folder, dataDir)
  return dataDir
}

/** Copies the embedded database of one data folder, which nobody uses, into another. */
export function copyDatabase(from: string, to: string): void {
  // Not `cp`, which takes ten times as long for its thousand files.
  cpSync(join(from, 'postgres'), join(to, 'postgres'), { recursive: true })
}
