import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to which each file of tests adds, in a line, how many wrong requests it sent. */
    wrongRequests: string
  }
}

/** How many a long run sends at least. */
const MANY = 20_000
const LONG_RUN = 500

/** Tells at the end of all tests how many wrong requests they sent; with too few, a long run has failed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-wrong-requests-'))
  const file = join(folder, 'sent')
  await writeFile(file, '')
  project.provide('wrongRequests', file)
  return async () => {
    const lines = (await readFile(file, 'utf8')).split('\n')
    await rm(folder, { recursive: true, force: true })
    const sent = lines.reduce((sum, line) => sum + Number(line), 0)
    if (sent > 0) console.log(`${sent} wrong requests were sent.`)
    // Who picks tests by their names wants few.
    const isLong = Number(process.env.HOSTILE_RUNS ?? 0) >= LONG_RUN && !project.vitest.config.testNamePattern
    if (!isLong || sent >= MANY) return
    console.error(`A long run sends ${MANY} wrong requests or more.`)
    // Vitest would say that a teardown failed, and yet end well.
    process.exitCode = 1
  }
}
