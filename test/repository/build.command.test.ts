import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { run } from '../support/server/process.ts'

/** Preloaded code that makes the server fail where it starts to handle signals. */
const failing = `
  const { on } = process
  process.on = function (event, ...rest) {
    if (event === 'SIGINT') throw new Error('Cannot handle signals')
    return on.call(this, event, ...rest)
  }`

it('npm run build lets stack traces name the sources, although it bundles them', async () => {
  const { stderr } = await run('src/main.ts', [], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(failing)}`,
    DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    DATA_DIR: tmpdir(),
  })
  expect(stderr).toMatch(/^Error: Cannot handle signals\n/)
  expect(stderr).toMatch(/ at stopOnSignal \(\S+\/src\/server\/start\.ts:\d+:\d+\)\n/)
  expect(stderr).toMatch(/ at \S+\/src\/main\.ts:\d+:\d+\n/)
})
