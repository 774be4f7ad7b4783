import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from '../support/database/database.ts'
import { start, variablesOf } from '../support/server/process.ts'

const program = 'src/cli/main.ts'
const TOKEN = 'token-of-prometheus'

it('chancery work prints the address of its port, does not use PORT, and reports a port that is taken', async () => {
  const fresh = await freshDatabase()
  onTestFinished(fresh.dispose)
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const taken = String(typeof address === 'object' ? address?.port : '')
  // As in a file of variables that a server on this machine uses too.
  const shared = { ...variablesOf(fresh), PORT: taken, METRICS_TOKEN: TOKEN, LOG_LEVEL: 'error' }

  const worker = await start(program, ['work'], { ...shared, WORKER_PORT: '0' })
  const [, url = ''] = await worker.prints(/The Chancery worker is running\. Health checks and metrics: (\S+)\n/)
  const scrape = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(await scrape.text()).toContain('chancery_process_cpu_seconds_total')
  worker.kill('SIGTERM')
  expect((await worker.ended).code).toBe(0)

  const late = await start(program, ['work'], { ...shared, WORKER_PORT: taken })
  expect(await late.ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^Cannot listen on HOST and WORKER_PORT [^\n]+EADDRINUSE[^\n]*\n$/),
  })
})
