import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts tests that wait for minutes first, so that the others run in parallel. */
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
const commands = ['test/cli/*.test.ts', 'test/repository/*.test.ts', 'test/**/*.command.test.ts']
const faults = 'test/faults/*.test.ts'

/**
 * Tests that use little of the database, and those that start the embedded one in every run. A run on it leaves them out.
 */
const indifferent =
  process.env.TEST_DATABASE === 'embedded'
    ? [
        'test/cli/{anchor,backup,besideServer,confirmIssuer,database,demo,demoDocs,ipfs,issuers,keys,secrets,sites,verify,wallets}.test.ts',
        'test/objects/backup.command.test.ts',
        'test/database/packedDatabase.command.test.ts',
        ...['test/anchoring/**', 'test/chain/**', 'test/issuers/**', 'test/packages/**', 'test/repository/**'],
        ...['test/public/{gateway,pages}/**', 'test/server/backup/**', 'test/wallet/attestations/**'],
      ]
    : []

/** Settings of all projects. */
const common = {
  // No test depends on its duration, and a busy machine takes several times as long.
  testTimeout: 60_000,
  hookTimeout: 120_000,
}

/** Settings of tests that start compiled programs and threads. */
const withPrograms = {
  ...common,
  globalSetup: 'test/support/setup/compile.ts',
  setupFiles: 'test/support/setup/reload.ts',
  isolate: false,
}

// Packages of this workspace are tested from source, not from their last build.
const ssr = { resolve: { conditions: ['@chancery/source', 'node'] } }

/** Folder for a JSON report of each run, used by .ci/run. */
const { TEST_REPORTS } = process.env

// test/README.md describes which test belongs to which project.
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
      {
        ssr,
        test: {
          ...withPrograms,
          name: 'integration',
          include: [all],
          exclude: [unit, browser, ...commands, faults, ...indifferent],
        },
      },
      // After the others, because Chromium takes the time that servers under load need.
      { ssr, test: { ...withPrograms, name: 'browser', include: [browser], sequence: { groupOrder: 1 } } },
      { ssr, test: { ...withPrograms, name: 'commands', include: commands, exclude: [unit, ...indifferent] } },
      { ssr, test: { ...withPrograms, name: 'faults', include: [faults] } },
    ],
  },
})
