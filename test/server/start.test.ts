import { expect, it, onTestFinished, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { startServer } from '../../src/server/start.ts'
import { freshDatabase } from '../support/database/database.ts'
import { queueJob } from '../support/server/jobs.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

const KEY = 'key-of-the-tests-of-starting'
const TOKEN = 'token-of-prometheus'

it('counts the jobs, outside calls and connections of publishing and anchoring in a server that runs jobs', async () => {
  const fresh = await freshDatabase()
  onTestFinished(() => fresh.dispose())
  const someKey = `0x${'11'.repeat(32)}`
  const config = readConfig({
    ...{ PORT: '0', LOG_LEVEL: 'silent', BOOTSTRAP_API_KEY: KEY, METRICS_TOKEN: TOKEN },
    ...{ PUBLIC_URL: 'http://chancery.example', ISSUER_KEYS: `1=${someKey}` },
    // No server listens there.
    ...{ ETH_RPC_URL: 'http://127.0.0.1:1', ANCHOR_CONTRACT: newWallet().address, ANCHOR_KEY: someKey },
  })
  const { databaseUrl, dataDir } = fresh
  const server = await startServer({ ...config, databaseUrl, dataDir, publicUrl: undefined }, { jobs: true })
  onTestFinished(() => server.close())
  const post = async (path: string, body: object): Promise<number> => {
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/openapi/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    expect(answer.ok).toBe(true)
    return ((await answer.json()) as { id: number }).id
  }

  await queueJob(server.db, 'anchor')
  const course = await post('/courses', { name: 'Course', publishing: 'open' })
  const learner = { name: 'Ada', email: 'ada@example.com', password: 'p', roleAlias: 'learner' }
  const userId = await post('/users', { ...learner, eth_address: newWallet().address })
  await post(`/courses/${course}/certificates`, { userId, achievedAt: 1_700_000_000 })

  const metrics = async () => {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    return answer.text()
  }
  await vi.waitFor(
    async () => {
      const text = await metrics()
      expect(text).toMatch(/^chancery_outside_call_seconds_count\{port="ipfs",call="add",outcome="ok"\} [1-9]/m)
      expect(text).toMatch(/^chancery_outside_call_seconds_count\{port="chain",.*outcome="ChainUnavailable"\} [1-9]/m)
      expect(text).toMatch(/^chancery_job_seconds_count\{queue="publish",outcome="ok"\} [1-9]/m)
      expect(text).toMatch(/^chancery_job_seconds_count\{queue="anchor",outcome="\w+"\} [1-9]/m)
      // The embedded database has one pool.
      const pool = isEmbedded ? 'requests' : 'jobs'
      expect(text).toMatch(new RegExp(`^chancery_database_wait_seconds_count\\{pool="${pool}"\\} [1-9]`, 'm'))
    },
    { timeout: 45_000, interval: 200 },
  )
})
