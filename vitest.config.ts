import { existsSync, statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

// A database is a thousand files, and every test that wants one copies them: where memory serves as a folder, there.
const MEMORY = '/dev/shm'
if (!process.env.TMPDIR && existsSync(MEMORY)) {
  const { bavail, bsize } = statfsSync(MEMORY)
  if (bavail * bsize > 4 * 2 ** 30) process.env.TMPDIR = MEMORY
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/template.ts', 'test/support/countWrongRequests.ts'],
    setupFiles: 'test/support/anew.ts',
    isolate: false,
    // No test is about how long it takes; a busy machine takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of a small machine, because many tests wait for a server or a clock.
    maxWorkers: 3,
  },
})
