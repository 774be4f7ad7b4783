import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that wait for minutes begin first: at the end, nobody would have anything else to do meanwhile. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => /\/test\/(faults\/|server\/processes\.)/.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))]
  }
}

export default defineConfig({
  // Packages of this workspace are tested as they are written, not as they were last compiled.
  ssr: { resolve: { conditions: ['source', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: [
      'test/support/setup/memory.ts',
      'test/support/setup/template.ts',
      'test/support/setup/countWrongRequests.ts',
    ],
    setupFiles: 'test/support/setup/anew.ts',
    isolate: false,
    sequence: { sequencer: WaitingFirst },
    // No test is about how long it takes; a busy machine takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the cores of a small machine, because many tests wait for a server or a clock.
    maxWorkers: 3,
  },
})
