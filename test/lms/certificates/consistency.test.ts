import { beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { freshDatabase } from '../../support/database/database.ts'
import { hasPostgres } from '../../support/database/debianPostgres.ts'
import { pgbouncerVersion, startPgbouncer } from '../../support/database/pgbouncer.ts'
import { startStreaming } from '../../support/database/streamingReplica.ts'
import { newFolder } from '../../support/files/folders.ts'
import { formOf } from '../../support/files/form.ts'
import { startS3 } from '../../support/objects/s3Server.ts'
import { openBalancer } from '../../support/server/balancer.ts'
import { startMain } from '../../support/server/process.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { courseTraffic } from '../../support/traffic/course.ts'
import { lmsThrough, PUBLIC_URL, signedBody } from '../../support/traffic/requests.ts'
import { keyRound, walletRound } from '../../support/traffic/rounds.ts'
import { runTraffic } from '../../support/traffic/run.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

// After one process acknowledges a write, every process must return it: with a replica and a pooler where their programs are
// installed, and with documents in a bucket, so that the servers share no folder.
// Skipped with the embedded database, which belongs to one process.

vi.setConfig({ testTimeout: 240_000 })

const KEY = 'key-of-the-tests-of-consistency'
const SECONDS = 5
const ROUNDS = 20

const version = pgbouncerVersion()
if (!isEmbedded && !hasPostgres)
  console.warn('NOT TESTED: consistency with a replica. Run: apt-get install postgresql-15')
if (!isEmbedded && version === null)
  console.warn('NOT TESTED: consistency with a pooler. Run: apt-get install pgbouncer')

const balancer = openBalancer()
const lms = lmsThrough(balancer, KEY)

describe.skipIf(isEmbedded)('two servers on one PostgreSQL database', () => {
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()]
    const streaming = hasPostgres ? await startStreaming() : null
    // Otherwise it is hardly ever behind.
    streaming?.replica.stop()
    streaming?.replica.start('-c recovery_min_apply_delay=200ms')
    const fresh = streaming ? null : await freshDatabase()
    const direct = streaming?.primary.url ?? fresh?.databaseUrl ?? ''
    const pooler = version === null ? null : await startPgbouncer(direct)
    const { variables: bucket } = await startS3()
    const variables = {
      ...{ ...bucket, DATABASE_URL: direct, BOOTSTRAP_API_KEY: KEY, PUBLIC_URL },
      ...{ RATE_LIMIT_PER_MINUTE: '0', VERIFICATIONS_PER_MINUTE: '0', UPLOADS_PER_MINUTE: '0' },
      ...(streaming && { DATABASE_READ_URL: streaming.replica.url }),
      ...(pooler && { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct }),
      ...(version !== null && version < 1.21 && { DATABASE_PREPARED: 'off' }),
    }
    const start = async (port: number) => startMain({ ...variables, PORT: String(port), DATA_DIR: await newFolder() })
    const servers = await Promise.all(ports.map(start))
    for (const port of ports) await balancer.add(`http://127.0.0.1:${port}`)
    return async () => {
      for (const server of servers) server.kill('SIGTERM')
      await Promise.all(servers.map(({ ended }) => ended))
      await pooler?.stop()
      await streaming?.dispose()
      await fresh?.dispose()
    }
  })

  it('returns every acknowledged write in the lists of both servers, also after a 304', async () => {
    const { list, issued, revoked, seen, rounds } = await courseTraffic(lms, { learners: 5, readers: 4 })
    const filtered = `/certificates?courseId=${list.split('/')[2]}&status=revoked&limit=1000`
    const readRevoked = async () => {
      const before = [...revoked]
      const { body } = await lms('GET', filtered)
      const shown = new Set(body.certificates.map((one: { id: number }) => one.id))
      expect(before.filter((id) => !shown.has(id))).toStrictEqual([])
    }
    const traffic = runTraffic({ ...rounds, readRevoked })
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

  it('returns new documents on both servers', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const content = Buffer.from(`Document ${round}`)
      const { type, body } = formOf([{ name: 'file', filename: 'a.txt', content }])
      const upload = signedBody(newWallet(), 'POST', '/api/v1/files/', { type, body: Buffer.from(body) })
      const { ipfs_hash: cid } = (await balancer.send(upload)).body
      const texts = (await balancer.sendToAll({ path: `/ipfs/${cid}` })).map(({ text }) => text)
      expect(texts).toStrictEqual([`Document ${round}`, `Document ${round}`])
    }
  })
})
