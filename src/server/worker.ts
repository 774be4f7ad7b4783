import { join } from 'node:path'
import PgBoss from 'pg-boss'
import { anchorByJob } from '../anchoring/jobs.ts'
import type { Anchoring } from '../anchoring/settings.ts'
import type { Chain } from '../chain/chain.ts'
import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import { foldCounters } from '../database/counters.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { announceExpiries } from '../lms/certificates/service.ts'
import { deliver, queueForgotten } from '../lms/webhooks/deliver.ts'
import { startDeliverer } from '../lms/webhooks/jobs.ts'
import { type Message, sendWebhook } from '../lms/webhooks/send.ts'
import { forgetDocuments } from '../public/documents/service.ts'
import { openDocumentStore } from '../public/documents/store.ts'
import { type PublishingJob, publishByJob, queueForgottenPublishing } from '../publishing/publish.ts'
import { openRenderer } from '../typeset/renderer.ts'
import { listenToAttestations } from '../wallet/attestations/listen.ts'
import { tidy } from './tidy.ts'

/** What does the jobs of one process. */
export type Worker = { stop(): Promise<void> }

export type WorkerOptions = {
  db: Database
  config: Pick<
    Config,
    | 'webhookAllowedNetworks'
    | 'issuerKeys'
    | 'dataDir'
    | 'chainId'
    | 'chainConfirmations'
    | 'verificationContract'
    | 'verificationFromBlock'
  >
  ipfs: Pick<IpfsStore, 'add' | 'block'>
  /** Null where no node is configured. */
  chain: Chain | null
  /** The address under which users reach the server. */
  publicUrl: string
  log: Log
  /** Where certificates are anchored; unset: nowhere. */
  anchoring?: Pick<Anchoring, 'chain' | 'settings'> | undefined
  now?: () => Date
}

type Log = { error(details: object, message: string): void }

/** Certificates that a process publishes beside each other. */
const PUBLISHED_AT_ONCE = 4

/** How long jobs under way at the end may still take. What is cut short is done again, by whoever works then. */
const GRACE_MS = 3000

/** Starts doing the jobs that wait in the database: the only wiring of them. Any number of processes share them. */
export async function startWorker({
  db,
  config,
  ipfs,
  chain,
  publicUrl,
  log,
  anchoring,
  now = () => new Date(),
}: WorkerOptions): Promise<Worker> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeSql(db, text, values) },
    schema: 'jobs',
    // The tables come with our own migrations.
    migrate: false,
    // How soon others take over the jobs of a process that was killed, after they expire.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 3600,
  })
  boss.on('error', (error) => log.error({ err: error }, 'A job could not be looked for or noted.'))
  await boss.start()

  const regularly = async (name: string, cron: string, work: () => Promise<unknown>) => {
    await boss.schedule(name, cron)
    await boss.work(name, () =>
      work().catch((error) => {
        log.error({ err: error }, `The job ${name} failed. It is done again at its next time.`)
        throw error
      }),
    )
  }
  await regularly('tell-expiries', '* * * * *', () => announceExpiries(db, publicUrl, now()))
  await regularly('queue-forgotten', '* * * * *', () => queueForgotten(db))
  await regularly('add-up', '* * * * *', () => foldCounters(db))
  if (anchoring) await regularly('anchor', '* * * * *', () => anchorByJob({ ...anchoring, db, log, now }))

  const { verificationContract: contract } = config
  if (contract && chain) {
    const listener = { ...config, db, chain, ipfs, contract, log }
    await regularly('listen', '* * * * *', () => listenToAttestations(listener, now))
  }

  const send = (message: Message) => sendWebhook(message, { allowed: config.webhookAllowedNetworks })
  const deliverer = startDeliverer(db, boss, (job) => deliver(db, job, send, now), log)

  const renderer = openRenderer()
  const documents = openDocumentStore(join(config.dataDir, 'pictures'), renderer)
  await regularly('tidy', '17 * * * *', async () => {
    await tidy(db, now())
    await forgetDocuments(db, documents)
  })
  const press = { ipfs, documents, issuerKeys: config.issuerKeys, chainId: config.chainId }
  await regularly('queue-unpublished', '*/10 * * * *', () => queueForgottenPublishing(db, press))
  const publish = ({ data }: PgBoss.Job<PublishingJob>) =>
    publishByJob(press, data, { db, author: { command: 'publish' }, at: now(), publicUrl })
  const publisher = await boss.work<PublishingJob>(
    'publish',
    { batchSize: PUBLISHED_AT_ONCE, pollingIntervalSeconds: 1 },
    async (jobs) => {
      if (jobs.length === PUBLISHED_AT_ONCE) boss.notifyWorker(publisher)
      await publishAll(jobs)
    },
  )

  /** Publishes beside each other; what fails is tried again, and the others are not. */
  async function publishAll(jobs: PgBoss.Job<PublishingJob>[]): Promise<void> {
    const attempts = await Promise.allSettled(jobs.map(publish))
    const done = jobs.filter((_, index) => attempts[index]?.status === 'fulfilled').map(({ id }) => id)
    for (const [index, attempt] of attempts.entries()) {
      if (attempt.status === 'fulfilled') continue
      // What it is about, and which request it comes of.
      log.error({ err: attempt.reason, ...jobs[index]?.data }, 'A job of publish failed. It is tried again.')
    }
    if (done.length > 0) await boss.complete('publish', done)
    // The others fail with this, at the end. A job that failed earlier would be taken by another process, and be
    // completed under its hands, together with this batch.
    if (done.length < jobs.length) throw new Error(`${jobs.length - done.length} are to be tried again.`)
  }

  return {
    async stop() {
      await deliverer.stop(GRACE_MS)
      await boss.stop({ timeout: GRACE_MS })
      renderer.close()
    },
  }
}

/** A statement of pg-boss may be several in a transaction: where it fails, its connection must not stay in there. */
async function executeSql({ pool }: Database, text: string, values: unknown[] | undefined) {
  const client = await pool.connect()
  try {
    return await client.query(text, values)
  } catch (error) {
    // Nor may a connection that is broken hide what broke it.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}
