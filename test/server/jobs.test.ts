import { beforeAll, beforeEach, expect, it } from 'vitest'
import { beginAttempt } from '../../src/core/idempotency.ts'
import type { Database } from '../../src/database/client.ts'
import type { AttestationEventState } from '../../src/database/prisma/client.ts'
import { createWebhook, type DeliveryState } from '../../src/lms/webhooks/service.ts'
import { tidy } from '../../src/server/jobs.ts'
import { clear } from '../support/database/contents.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { contextIn } from '../support/lms/context.ts'
import { addDesign } from '../support/lms/designs.ts'
import { newSite } from '../support/server/app.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})
beforeEach(() => clear(db.pool))

const now = new Date('2026-09-01T00:00:00Z')
const hoursAgo = (hours: number, ms = 0) => new Date(now.getTime() - hours * 3_600_000 + ms)
const days = (count: number) => count * 24

it('deletes idempotency keys after 24 hours', async () => {
  const request = { owner: 'site/1', content: '' }
  for (const [key, at] of [
    ['old', hoursAgo(24)],
    ['young', hoursAgo(24, 1)],
  ] as const) {
    await beginAttempt(db, { ...request, key }, at)
  }
  await tidy(db, now)
  const kept = await db.prisma.idempotencyKey.findMany()
  expect(kept.map(({ createdAt }) => createdAt)).toStrictEqual([hoursAgo(24, 1)])
})

it('deletes nonces that are no longer accepted, and expired sessions', async () => {
  const wallet = await db.prisma.wallet.create({ data: { address: `0x${'a'.repeat(40)}` } })
  const [past, coming] = [now, new Date(now.getTime() + 1)]
  for (const [nonce, signedAt, expiresAt] of [
    ['old', hoursAgo(1), past],
    ['young', hoursAgo(1, 1), coming],
  ] as const) {
    await db.prisma.requestNonce.create({ data: { walletId: wallet.id, nonce, signedAt } })
    await db.prisma.signInNonce.create({ data: { nonce, expiresAt } })
    const tokenHash = Buffer.alloc(32, nonce) as Buffer<ArrayBuffer> // The type also allows shared memory.
    await db.prisma.session.create({ data: { walletId: wallet.id, tokenHash, expiresAt } })
  }
  await tidy(db, now)
  expect((await db.prisma.requestNonce.findMany()).map(({ nonce }) => nonce)).toStrictEqual(['young'])
  expect((await db.prisma.signInNonce.findMany()).map(({ nonce }) => nonce)).toStrictEqual(['young'])
  expect((await db.prisma.session.findMany()).map(({ expiresAt }) => expiresAt)).toStrictEqual([coming])
})

it('deletes events after 30 days, except with a pending or dead-lettered delivery', async () => {
  const { id: siteId } = await newSite(db)
  const hooks = [await newWebhook(siteId), await newWebhook(siteId)]
  const event = async (subject: string, occurredAt: Date, ...states: DeliveryState[]) => {
    await db.prisma.event.create({
      data: {
        ...{ siteId, type: 'User/Created', subject, occurredAt, body: {} },
        deliveries: {
          create: states.map((state, index) => ({
            webhookId: hooks[index] ?? 0,
            subject,
            state,
            queuedAt: occurredAt,
          })),
        },
      },
    })
  }
  const old = hoursAgo(days(30), -1)
  await event('sent to no webhook', old)
  await event('delivered', old, 'delivered', 'delivered')
  await event('to be delivered', old, 'delivered', 'pending')
  await event('parked', old, 'parked', 'delivered')
  await event('young', hoursAgo(days(30)), 'delivered')
  await tidy(db, now)
  const events = await db.prisma.event.findMany({ orderBy: { id: 'asc' } })
  expect(events.map(({ subject }) => subject)).toStrictEqual(['to be delivered', 'parked', 'young'])
  expect(await db.prisma.delivery.count()).toBe(5)
})

async function newWebhook(siteId: number): Promise<number> {
  const input = { url: 'https://lms.example/', events: ['User/Created' as const] }
  return (await createWebhook(contextIn(db, siteId), input)).id
}

it('deletes templates without a name and a certificate after 24 hours', async () => {
  const { id: siteId } = await newSite(db)
  await addDesign(db, siteId, 'named')
  const aged = async (hash: string, createdAt: Date) =>
    db.prisma.template.create({ data: { siteId, hash: hash.repeat(64), svg: '<svg/>', createdAt } })
  await aged('a', hoursAgo(25))
  await aged('b', hoursAgo(1))
  await db.prisma.template.updateMany({ where: { names: { some: {} } }, data: { createdAt: hoursAgo(25) } })
  await tidy(db, now)
  const kept = await db.prisma.template.findMany({ include: { names: true } })
  expect(kept.map(({ hash, names }) => names[0]?.name ?? hash[0]).sort()).toStrictEqual(['b', 'named'])
})

it('deletes ignored and given-up attestation events after 30 days, and keeps read and waiting ones', async () => {
  const event = (state: AttestationEventState, notedAt: Date, logIndex: number) =>
    db.prisma.attestationEvent.create({
      data: {
        ...{
          chainId: 1,
          contract: '0x',
          blockNumber: 1,
          blockHash: '0x',
          transactionHash: '0x',
          logIndex,
          state,
          notedAt,
        },
        ...{ nextAttemptAt: notedAt, sender: '0x', ipfsHash: 'Q' },
      },
    })
  const [old, young] = [hoursAgo(days(30), -1), hoursAgo(days(30))]
  for (const [index, state] of (['ignored', 'given_up', 'read', 'waiting'] as const).entries()) {
    await event(state, old, index)
    await event(state, young, 10 + index)
  }
  await tidy(db, now)
  const kept = await db.prisma.attestationEvent.findMany({ orderBy: { logIndex: 'asc' } })
  expect(kept.map(({ logIndex }) => logIndex)).toStrictEqual([2, 3, 10, 11, 12, 13])
})
