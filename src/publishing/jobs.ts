import { Problem } from '../core/problem.ts'
import type { SiteContext } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { QueuedJob, ScheduledJob } from '../database/jobs.ts'
import { type PublishingServices, publishCertificate } from './publish.ts'
import { queueUnpublished } from './queries.ts'

type PublishingJob = { certificateId: number; requestId?: string }

/** Runs queued jobs that publish certificates, several in parallel. */
export function publishJob(
  db: Database,
  services: PublishingServices,
  publicUrl: string,
  now: () => Date,
): QueuedJob<PublishingJob> {
  const work = (data: PublishingJob) =>
    publishByJob(services, data, { db, author: { command: 'publish' }, at: now(), publicUrl })
  return { name: 'publish', atOnce: 4, work }
}

/** Errors that an immediate retry would repeat. When their cause changes, the certificate is queued again. */
const permanentErrors: ReadonlySet<string> = new Set([
  'certificate.revoked',
  'certificate.not_found',
  'certificate.undrawable',
  'user.no_wallet',
  'site.no_issuer_key',
])

/** Does nothing if the course no longer publishes, or if there is nothing to publish. */
async function publishByJob(
  services: PublishingServices,
  { certificateId: id }: PublishingJob,
  context: Omit<SiteContext, 'siteId' | 'storeReplay'>,
): Promise<void> {
  const certificate = await context.db.prisma.courseCertificate.findUnique({ where: { id }, include: { course: true } })
  if (!certificate || certificate.course.publishing === 'none') return
  try {
    await publishCertificate({ ...context, siteId: certificate.siteId }, services, id, {})
  } catch (error) {
    if (error instanceof Problem && permanentErrors.has(error.code)) return
    throw error
  }
}

/** Maximum certificates per run. */
const MAX_QUEUED = 1000

/** Queues unpublished certificates of courses that publish, for sites with an issuer key. */
export function unpublishedJob(db: Database, { issuerKeys }: Pick<PublishingServices, 'issuerKeys'>): ScheduledJob {
  const work = () => queueUnpublished(db, [...issuerKeys.keys()], MAX_QUEUED)
  return { name: 'queue-unpublished', cron: '*/10 * * * *', work }
}
