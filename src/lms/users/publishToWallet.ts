import { type Authorship, requestIdOf } from '../../core/writeContext.ts'
import { queuePublishing } from '../../database/jobs.ts'
import type { Prisma, User } from '../../database/prisma/client.ts'

/** What follows from a user's having a new wallet: it gets what courses publish and could not be given before. */
export async function publishToNewWallet(
  tx: Prisma.TransactionClient,
  { siteId, id: userId }: Pick<User, 'siteId' | 'id'>,
  context: Authorship,
): Promise<void> {
  const waiting = await tx.courseCertificate.findMany({
    where: { siteId, userId, revokedAt: null, publishedAt: null, course: { publishing: { not: 'none' } } },
    select: { id: true },
  })
  await queuePublishing(
    tx,
    waiting.map(({ id }) => id),
    requestIdOf(context),
  )
}
