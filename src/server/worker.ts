import PgBoss from 'pg-boss'
import { anchorJob } from '../anchoring/jobs.ts'
import type { Anchoring } from '../anchoring/settings.ts'
import type { Chain } from '../chain/chain.ts'
import { type Config, sendsMail } from '../core/config.ts'
import { secretsOpener } from '../core/secrets.ts'
import type { Database } from '../database/client.ts'
import { executeForJobs, type QueuedJob, type ScheduledJob, type TimeJob, timed, untimed } from '../database/jobs.ts'
import { eraseJob } from '../erasure/jobs.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import { confirmIssuerJob, queueIssuersJob, registriesJob } from '../issuers/jobs.ts'
import type { LookupContext } from '../issuers/lookUp.ts'
import { groupCertificatesJob, queueGroupsJob } from '../issuers/trust/jobs.ts'
import { expiryJob } from '../lms/certificates/jobs.ts'
import { announceConfirmation } from '../lms/sites/confirmationEvents.ts'
import { orphanedDeliveriesJob, startDeliverer } from '../lms/webhooks/jobs.ts'
import { expiryMailsJob, type MailTransport, startMailerOf } from '../mail/jobs.ts'
import type { Objects } from '../objects/objects.ts'
import { openDocuments } from '../public/documents/service.ts'
import { publishJob, unpublishedJob } from '../publishing/jobs.ts'
import { openRenderer } from '../typeset/renderer.ts'
import { listenJob } from '../wallet/attestations/jobs.ts'
import { ownJobs } from './jobs.ts'

export type Worker = { stop(): Promise<void> }

export type WorkerOptions = {
  db: Database
  config: Config
  ipfs: Pick<IpfsStore, 'add' | 'block' | 'remove' | 'finishRemovals'>
  /** Unset: the configured one. */
  objects?: Objects | null
  chain: Chain | null
  publicUrl: string
  log: Log
  /** Unset: anchoring is off. */
  anchoring?: Pick<Anchoring, 'chain' | 'settings'> | undefined
  now?: () => Date
  /** As in AppOptions. */
  lookups?: { didWeb?: LookupContext['didWeb']; registryCa?: string } | undefined
  /** How mails reach the mail server. */
  mailTransport?: MailTransport | undefined
  timeJob?: TimeJob | undefined
}

type Log = { error(details: object, message: string): void }

/** Maximum time (ms) for running jobs at shutdown. Another worker repeats the interrupted ones. */
const GRACE_MS = 3000

/** Starts to run jobs. Any number of processes share the jobs in the database. */
export async function startWorker({
  now = () => new Date(),
  timeJob = untimed,
  ...options
}: WorkerOptions): Promise<Worker> {
  const { db, config, chain, publicUrl, log, anchoring } = options
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeForJobs(db, text, values) },
    schema: 'jobs',
    // Our migrations create the tables.
    migrate: false,
    // Determines how soon other processes take over the jobs of a killed process.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 3600,
  })
  boss.on('error', (error) => log.error({ err: error }, 'Job queue error'))
  await boss.start()

  const renderer = openRenderer()
  const documents = openDocuments(db, config, renderer, options.objects)
  const publishing = { ipfs: options.ipfs, documents, issuerKeys: config.issuerKeys, chainId: config.chainId }
  const { verificationContract: contract } = config
  const secrets = secretsOpener(config)
  const issuers = { ...config, ...options.lookups, db, secrets, publicUrl, announce: announceConfirmation, now }
  const scheduled = [
    expiryJob(db, publicUrl, now),
    orphanedDeliveriesJob(db),
    ...ownJobs(db, documents, now),
    eraseJob(db, { ipfs: options.ipfs, documents, dataDir: config.dataDir }, now),
    unpublishedJob(db, publishing),
    queueIssuersJob(issuers),
    registriesJob(issuers),
    queueGroupsJob(issuers),
    ...(sendsMail(config) ? [expiryMailsJob(db, now)] : []),
    ...(anchoring ? [anchorJob({ ...anchoring, db, log, now })] : []),
    ...(contract && chain ? [listenJob({ ...config, ...options, chain, contract }, now)] : []),
  ]
  const running = { boss, log, timeJob }
  for (const job of scheduled) await schedule(running, job)
  const deliverer = startDeliverer({ ...running, db, now, allowed: config.webhookAllowedNetworks })
  const mailer = startMailerOf(config, { db, publicUrl, log, timeJob, now }, options.mailTransport)
  await workOn(running, publishJob(db, publishing, publicUrl, now))
  await workOn(running, confirmIssuerJob(issuers))
  await workOn(running, groupCertificatesJob(issuers))

  return {
    async stop() {
      await Promise.all([deliverer.stop(GRACE_MS), mailer?.stop(GRACE_MS)])
      await boss.stop({ timeout: GRACE_MS })
      renderer.close()
    },
  }
}

type Running = { boss: PgBoss; log: Log; timeJob: TimeJob }

async function schedule({ boss, log, timeJob }: Running, { name, cron, work }: ScheduledJob): Promise<void> {
  await boss.schedule(name, cron)
  await boss.work(name, () =>
    timed(timeJob, name, work).catch((error) => {
      log.error({ job: name, err: error }, 'Scheduled job failed; retrying at its next time')
      throw error
    }),
  )
}

/** Runs the jobs of a queue in parallel. Retries only those that fail. */
async function workOn<Data extends object>(
  { boss, log, timeJob }: Running,
  { name, atOnce, work }: QueuedJob<Data>,
): Promise<void> {
  const worker = await boss.work<Data>(name, { batchSize: atOnce, pollingIntervalSeconds: 1 }, async (jobs) => {
    if (jobs.length === atOnce) boss.notifyWorker(worker)
    const attempts = await Promise.allSettled(jobs.map(({ data }) => timed(timeJob, name, () => work(data))))
    const done = jobs.filter((_, index) => attempts[index]?.status === 'fulfilled').map(({ id }) => id)
    for (const [index, attempt] of attempts.entries()) {
      if (attempt.status === 'fulfilled') continue
      log.error({ job: name, err: attempt.reason, ...jobs[index]?.data }, 'Job failed; retrying')
    }
    if (done.length > 0) await boss.complete(name, done)
    // Fail the other jobs only after the batch. If they failed earlier, another process could take one and this batch
    // would complete it.
    if (done.length < jobs.length) throw new Error(`${jobs.length - done.length} of ${jobs.length} jobs failed.`)
  })
}
