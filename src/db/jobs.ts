import { Prisma } from './prisma/client.ts'
import type { Transaction } from './transaction.ts'

/**
 * The end of a statement that begins by naming deliveries, `WITH delivery AS (… webhook_id, event_id)`: gives each of them
 * its job, or has the one that waits done at once. In the way that pg-boss documents for SQL, with the settings of its queue.
 */
export const queueDeliveries = Prisma.sql`
  INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                               expire_seconds, deletion_seconds, keep_until, policy)
  SELECT queue.name, jsonb_build_object('webhookId', delivery.webhook_id, 'eventId', delivery.event_id),
         delivery.webhook_id || '/' || delivery.event_id, queue.retry_limit, queue.retry_delay, queue.retry_backoff,
         queue.retry_delay_max, queue.expire_seconds, queue.deletion_seconds,
         now() + queue.retention_seconds * interval '1 second', queue.policy
  FROM delivery
  JOIN jobs.queue queue ON queue.name = 'deliver'
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive'
  DO UPDATE SET start_after = now()`

/** Gives each of these certificates a job that publishes it, where none waits that has not begun. */
export async function queuePublishing(tx: Transaction, certificateIds: number[]): Promise<void> {
  await tx.$executeRaw`
    WITH certificate AS (SELECT unnest(${certificateIds}::int[]) AS id)
    ${insertPublishing}`
}

/** The same for certificates whose courses publish, whose users have wallets, and which never were published. */
export async function queueUnpublished(tx: Transaction, siteIds: number[], atMost: number): Promise<void> {
  await tx.$executeRaw`
    WITH certificate AS (
      SELECT certificate.id
      FROM courses course
      JOIN course_certificates certificate ON certificate.course_id = course.id
      JOIN users learner ON learner.site_id = certificate.site_id AND learner.id = certificate.user_id
      WHERE course.publishing <> 'none' AND course.site_id = ANY (${siteIds}::int[])
        AND certificate.published_at IS NULL AND certificate.revoked_at IS NULL
        AND learner.eth_address IS NOT NULL AND learner.retired_at IS NULL
      ORDER BY certificate.id
      LIMIT ${atMost}
    )
    ${insertPublishing}`
}

const insertPublishing = Prisma.sql`
  INSERT INTO jobs.job_common (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
                               expire_seconds, deletion_seconds, keep_until, policy)
  SELECT queue.name, jsonb_build_object('certificateId', certificate.id), certificate.id::text, queue.retry_limit,
         queue.retry_delay, queue.retry_backoff, queue.retry_delay_max, queue.expire_seconds, queue.deletion_seconds,
         now() + queue.retention_seconds * interval '1 second', queue.policy
  FROM certificate
  JOIN jobs.queue queue ON queue.name = 'publish'
  ON CONFLICT (name, coalesce(singleton_key, '')) WHERE state = 'created' AND policy = 'short' DO NOTHING`
