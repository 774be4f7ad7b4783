import { Problem } from '../core/problem.ts'
import type { SiteContext } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { QueuedJob, ScheduledJob } from '../database/jobs.ts'
import { type Press, publishCertificate } from './publish.ts'
import { queueUnpublished } from './queries.ts'

type PublishingJob = { certificateId: number; requestId?: string }

/** Runs queued jobs that publish certificates, several in parallel. */
export function publishJob(db: Database, press: Press, publicUrl: string, now: () => Date): QueuedJob<PublishingJob> {
  const work = (data: PublishingJob) =>
    publishByJob(press, data, { db, author: { command: 'publish' }, at: now(), publicUrl })
  return { name: 'publish', atOnce: 4, work }
}

/** Errors that an immediate retry would get again. A change of their cause queues the certificate again. */
const final: ReadonlySet<string> = new Set([
  'certificate.revoked',
  'certificate.not_found',
  'user.no_wallet',
  'site.no_issuer_key',
])

/** Does nothing if the course no longer publishes, or if there is nothing to publish. */
async function publishByJob(
  press: Press,
  { certificateId: id }: PublishingJob,
  context: Omit<SiteContext, 'siteId' | 'storeReplay'>,
): Promise<void> {
  const certificate = await context.db.prisma.courseCertificate.findUnique({ where: { id }, include: { course: true } })
  if (!certificate || certificate.course.publishing === 'none') return
  try {
    await publishCertificate({ ...context, siteId: certificate.siteId }, press, id, {})
  } catch (error) {
    if (error instanceof Problem && final.has(error.code)) return
    throw error
  }
}

/** Maximum certificates that are queued at once. */
const QUEUED_AT_ONCE = 1000

/** Queues unpublished certificates of courses that publish, for sites with an issuer key. */
export function unpublishedJob(db: Database, { issuerKeys }: Pick<Press, 'issuerKeys'>): ScheduledJob {
  const work = () => queueUnpublished(db, [...issuerKeys.keys()], QUEUED_AT_ONCE)
  return { name: 'queue-unpublished', cron: '*/10 * * * *', work }
}
