import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that wait for minutes start first, so that the others run while they wait. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => /\/test\/faults\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))]
  }
}

const all = 'test/**/*.test.ts'
const unit = 'test/**/*.unit.test.ts'
const browser = 'test/**/*.browser.test.ts'
const faults = 'test/faults/*.test.ts'

/** What the projects have in common. */
const common = {
  // No test is about how long it takes; a busy machine takes several times as long.
  testTimeout: 60_000,
  hookTimeout: 120_000,
}

/** Tests that start compiled programs and threads. */
const withPrograms = {
  ...common,
  globalSetup: 'test/support/setup/compile.ts',
  setupFiles: 'test/support/setup/reload.ts',
  isolate: false,
}

// Packages of this workspace are tested as they are written, not as they were last compiled.
const ssr = { resolve: { conditions: ['@chancery/source', 'node'] } }

/** A folder that gets a JSON report of each run, for .ci/run. */
const { TEST_REPORTS } = process.env

// test/README.md says which test belongs into which project.
export default defineConfig({
  test: {
    globalSetup: [
      'test/support/setup/memory.ts',
      'test/support/setup/onDemand.ts',
      'test/support/setup/countWrongRequests.ts',
    ],
    sequence: { sequencer: WaitingFirst },
    reporters: TEST_REPORTS ? ['dot', ['json', { outputFile: `${TEST_REPORTS}/${process.pid}.json` }]] : ['default'],
    // One more than the cores of a small machine, because many tests wait for a server or a clock.
    maxWorkers: 3,
    projects: [
      { ssr, test: { ...common, name: 'unit', include: [unit] } },
      { ssr, test: { ...withPrograms, name: 'integration', include: [all], exclude: [unit, browser, faults] } },
      { ssr, test: { ...withPrograms, name: 'browser', include: [browser] } },
      { ssr, test: { ...withPrograms, name: 'faults', include: [faults] } },
    ],
  },
})
