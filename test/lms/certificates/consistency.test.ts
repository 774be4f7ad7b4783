import { beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database/database.ts'
import { hasPostgres, startStreaming } from '../../support/database/streamingReplica.ts'
import { openBalancer } from '../../support/server/balancer.ts'
import { startMain, variablesOf } from '../../support/server/process.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { courseTraffic } from '../../support/traffic/course.ts'
import { lmsThrough, PUBLIC_URL } from '../../support/traffic/requests.ts'
import { keyRound, walletRound } from '../../support/traffic/rounds.ts'
import { runTraffic } from '../../support/traffic/run.ts'

// After one process acknowledges a write, every process must return it.
// Skipped with the embedded database, which belongs to one process.

vi.setConfig({ testTimeout: 240_000 })

const KEY = 'key-of-the-tests-of-consistency'
const SECONDS = 5
const ROUNDS = 20

const balancer = openBalancer()
const lms = lmsThrough(balancer, KEY)

describe.skipIf(isEmbedded)('two servers on one PostgreSQL database', () => {
  beforeAll(async () => {
    const fresh: FreshDatabase = await freshDatabase()
    const ports = [await freePort(), await freePort()]
    // With a replica where PostgreSQL’s programs are installed.
    const streaming = hasPostgres ? await startStreaming() : null
    const replicated = streaming && { DATABASE_URL: streaming.primary.url, DATABASE_READ_URL: streaming.replica.url }
    const variables = { ...variablesOf(fresh), ...replicated, BOOTSTRAP_API_KEY: KEY, RATE_LIMIT_PER_MINUTE: '0' }
    const start = (port: number) => startMain({ ...variables, PORT: String(port), PUBLIC_URL })
    const servers = await Promise.all(ports.map(start))
    for (const port of ports) await balancer.add(`http://127.0.0.1:${port}`)
    return async () => {
      for (const server of servers) server.kill('SIGTERM')
      await Promise.all(servers.map(({ ended }) => ended))
      await streaming?.dispose()
      await fresh.dispose()
    }
  })

  it('returns every acknowledged write in the lists of both servers, also after a 304', async () => {
    const { list, issued, seen, rounds } = await courseTraffic(lms, { learners: 5, readers: 4 })
    const traffic = runTraffic(rounds)
    const earliest = Date.now() + SECONDS * 1000
    // A busy machine takes longer for as many requests.
    await traffic.until(() => Date.now() >= earliest && issued.length > 20 && seen.read > 20)
    await traffic.stop()

    // After the last write, both servers return 304 for the same ETag.
    const page = { path: `/openapi/v1${list}?limit=20`, headers: { 'x-api-key': KEY } }
    const etag = (await balancer.send(page)).headers.get('etag') ?? ''
    const again = await balancer.sendToAll({ ...page, headers: { ...page.headers, 'if-none-match': etag } })
    expect(again.map(({ status }) => status)).toStrictEqual([304, 304])
  })

  it('rejects a key on both servers as soon as either of them has revoked it', async () => {
    for (let round = 0; round < ROUNDS; round++) await keyRound(balancer, lms)
  })

  it('returns new wallet certificates on both servers, and 404 after deletion', async () => {
    for (let round = 0; round < ROUNDS; round++) await walletRound(balancer, `Skill ${round}`)
  })
})
