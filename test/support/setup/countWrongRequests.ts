import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to which each test file adds, in a line, how many wrong requests it sent. */
    wrongRequests: string
  }
}

/** The minimum of a long run. */
const MANY = 20_000
const LONG_RUN = 500

/** Prints the number of wrong requests at the end of all tests. A long run with too few of them fails. */
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
    // A run of tests that are selected by name may send few.
    const isLong = Number(process.env.HOSTILE_RUNS ?? 0) >= LONG_RUN && !project.vitest.config.testNamePattern
    if (!isLong || sent >= MANY) return
    console.error(`A long run must send at least ${MANY} wrong requests.`)
    // Vitest would report a failed teardown, but exit with 0.
    process.exitCode = 1
  }
}
