import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/memory.ts', 'test/support/template.ts', 'test/support/countWrongRequests.ts'],
    setupFiles: 'test/support/anew.ts',
    isolate: false,
    // No test is about how long it takes; a busy machine takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of a small machine, because many tests wait for a server or a clock.
    maxWorkers: 3,
  },
})
