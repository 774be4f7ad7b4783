import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that wait for minutes begin first: at the end, nobody would have anything else to do meanwhile. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => /\/test\/(faults\/|processes\.)/.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/memory.ts', 'test/support/template.ts', 'test/support/countWrongRequests.ts'],
    setupFiles: 'test/support/anew.ts',
    isolate: false,
    sequence: { sequencer: WaitingFirst },
    // No test is about how long it takes; a busy machine takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of a small machine, because many tests wait for a server or a clock.
    maxWorkers: 3,
  },
})
