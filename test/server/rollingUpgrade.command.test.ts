import pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { emptyDatabase } from '../support/database/database.ts'
import { expectSound } from '../support/database/expectSound.ts'
import { newFolder } from '../support/files/folders.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { openBalancer } from '../support/server/balancer.ts'
import { type Running, start, startMain } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import {
  addMigrations,
  buildPreviousVersion,
  hasPreviousVersion,
  newMigrations,
  tablesOfSchema,
} from '../support/server/versions.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { courseTraffic } from '../support/traffic/course.ts'
import { documentRound, sessionRound } from '../support/traffic/documents.ts'
import { pageRounds } from '../support/traffic/pages.ts'
import { repeatedRequests } from '../support/traffic/repeats.ts'
import { lmsThrough, PUBLIC_URL } from '../support/traffic/requests.ts'
import { keyRound, walletRound } from '../support/traffic/rounds.ts'
import { runTraffic } from '../support/traffic/run.ts'
import { expectDelivered } from '../support/webhooks/expectDelivered.ts'
import { startReceiver } from '../support/webhooks/webhookReceiver.ts'

// Replaces the servers of the previous version one by one, under traffic.

vi.setConfig({ testTimeout: 240_000 })

const KEY = 'key-of-the-tests-of-upgrades'

/** So that the machine has time to start servers, and to draw. */
const AHEAD = 2

/** A release may do this while servers of the previous version run: it adds a column to each table. */
const migrations = new Map(
  (await tablesOfSchema()).map((table) => [table, `ALTER TABLE ${table} ADD COLUMN of_next_version text`]),
)

const isKnown = isEmbedded || hasPreviousVersion()
if (!isKnown)
  console.warn('NOT TESTED: rolling upgrades, because this checkout has no history. Run: git fetch --unshallow')

describe.skipIf(isEmbedded || !isKnown)('rolling upgrade from the previous version', () => {
  it('gives only right answers, loses nothing and does nothing twice', async () => {
    const [previous, next, bucket, fresh, receiver] = await Promise.all([
      ...([buildPreviousVersion(), addMigrations(migrations)] as const),
      ...([startS3(), emptyDatabase(), startReceiver()] as const),
    ])
    const machines = [await newFolder(), await newFolder(), await newFolder()] as const
    const variables = (dataDir: string) => ({
      ...{ ...bucket.variables, DATABASE_URL: fresh.databaseUrl, DATA_DIR: dataDir, PUBLIC_URL, LOG_LEVEL: 'warn' },
      ...{ ...unlimited, VERIFICATIONS_PER_MINUTE: '0', UPLOADS_PER_MINUTE: '0', SIGN_INS_PER_MINUTE: '0' },
      ...{ SECRETS_KEY: '22'.repeat(32), BOOTSTRAP_API_KEY: KEY },
      ...{ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1', ISSUER_KEYS: `1=0x${'11'.repeat(32)}` },
    })
    const balancer = openBalancer()
    const lms = lmsThrough(balancer, KEY)

    const startServer = async (folder: string, dataDir: string) => {
      const port = String(await freePort())
      const server = await startMain({ ...variables(dataDir), PORT: port }, [], folder)
      const url = `http://127.0.0.1:${port}`
      await balancer.add(url, folder)
      return { ...server, url }
    }
    const stop = async (process: Running & { url?: string }) => {
      process.kill('SIGTERM')
      const { code, stderr } = await process.ended
      if (process.url) balancer.remove(process.url)
      const others = stderr.replaceAll(/^Migration \S+ waits for .*\n/gm, '')
      expect({ code, others }).toEqual({ code: 0, others: '' })
    }

    const olds = await Promise.all([startServer(previous, machines[0]), startServer(previous, machines[1])] as const)
    const events = ['Certificate/Issued', 'Certificate/Revoked']
    const { body: webhook } = await lms('POST', '/webhooks', { url: receiver.url, events })
    const course = await courseTraffic(lms, { learners: 2, readers: 1 })
    const repeats = await repeatedRequests(lms)
    let skill = 0
    const traffic = runTraffic(
      {
        ...course.rounds,
        ...{ keys: () => keyRound(balancer, lms), wallets: () => walletRound(balancer, `Skill ${++skill}`) },
        ...{ documents: () => documentRound(balancer), sessions: () => sessionRound(balancer) },
        ...{ ...(await pageRounds(balancer, lms)), repeats: repeats.round },
      },
      { pauseMs: 100, ahead: AHEAD },
    )
    await traffic.proceed()

    // The first server migrates, and is stopped again. The previous version continues.
    const tried = await startServer(next, machines[2])
    await traffic.proceed()
    await stop(tried)

    const news: Running[] = [await startServer(next, machines[2])]
    await stop(olds[0])
    news.push(await startServer(next, machines[0]))
    await traffic.proceed()
    await stop(olds[1])
    const worker = await start('src/cli/main.ts', ['work'], variables(machines[1]), [], next)
    await worker.prints(/The Chancery worker is running/)
    await traffic.proceed()
    await traffic.stop()

    for (const { list, issued } of [{ ...course, issued: course.issued.map(({ id }) => id) }, repeats]) {
      const { body } = await lms('GET', `${list}?limit=1000`)
      const ids: number[] = body.certificates.map(({ id }: { id: number }) => id)
      expect(ids.toSorted()).toEqual(issued.toSorted())
    }
    const db = new pg.Client(fresh.databaseUrl)
    await db.connect()
    await expectSound(db)
    await expectAuditedOnce(db)
    await expectDelivered(receiver, webhook.secret, db)
    await db.end()

    // After the migration, the previous version does not start.
    const late = await start('src/main.ts', [], { ...variables(machines[1]), PORT: '0' }, [], previous)
    expect(await late.ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/newer than this version/) })
    for (const running of [...news, worker]) await stop(running)
    await fresh.dispose()
    const since = await newMigrations(previous)
    const shown = (counts: Map<string, number>) => [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
    console.log(
      `Rolling upgrade: rounds ${shown(traffic.counts)}; requests repeated: ${shown(balancer.repeated) || 'none'}; ` +
        `migrations since the previous version, besides ${migrations.size} of the test: ${since.join(', ') || 'none'}.`,
    )
  })
})

/** Expects one audit entry of the issue of each certificate, and one of its revocation. */
async function expectAuditedOnce(db: pg.Client): Promise<void> {
  const { rows } = await db.query(`
    SELECT certificate.id FROM course_certificates certificate
    LEFT JOIN audit_entries entry ON entry.subject = 'certificate/' || certificate.id
    GROUP BY certificate.id
    HAVING count(*) FILTER (WHERE entry.action = 'certificate.issue') <> 1
        OR count(*) FILTER (WHERE entry.action = 'certificate.revoke') <> count(DISTINCT certificate.revoked_at)`)
  expect(rows).toEqual([])
}
