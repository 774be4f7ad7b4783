import { randomBytes } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { secretsOpener } from '../../src/core/secrets.ts'
import { registerWallet } from '../../src/core/wallets.ts'
import type { Database } from '../../src/database/client.ts'
import { type ConfirmContext, confirmIssuer } from '../../src/issuers/confirmIssuer.ts'
import { didKeyOf, multikeyOf } from '../../src/issuers/did.ts'
import { issuerOfSite } from '../../src/issuers/issuer.ts'
import { compromiseKey, currentKey, rotateKey } from '../../src/issuers/keys.ts'
import { deleteOtherRegistries, queueDueIssuers } from '../../src/issuers/queries.ts'
import { refreshRegistries } from '../../src/issuers/registries.ts'
import { announceConfirmation } from '../../src/lms/sites/confirmationEvents.ts'
import { createSite, updateSite } from '../../src/lms/sites/service.ts'
import { createWebhook } from '../../src/lms/webhooks/service.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { didDocument } from '../support/issuers/didDocuments.ts'
import { type DnsServer, startDnsServer, zone } from '../support/issuers/dnsServer.ts'
import { type HttpsServer, startHttpsServer } from '../support/issuers/httpsServer.ts'
import { contextIn } from '../support/lms/context.ts'

const start = new Date('2026-05-03T00:00:00Z')
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000)

let db: Database
let dns: DnsServer
let registry: HttpsServer
let siteId: number
let domain: string
let count = 0

beforeAll(async () => {
  db = await openFresh()
  dns = await startDnsServer()
  registry = await startHttpsServer({ names: ['127.0.0.1'] })
})
beforeEach(async () => {
  const site = await createSite(db, `University ${++count}`, { author: { command: 'test' }, at: start })
  siteId = site.id
  domain = `uni${count}.example`
  const context = { ...contextIn(db, siteId, start), publicUrl: 'https://certs.example' }
  await updateSite(context, { domain }, { siteNameByApi: 'off' })
  await createWebhook(contextIn(db, siteId), {
    url: 'https://lms.example/hooks',
    events: ['Issuer/Confirmed', 'Issuer/Failing', 'Issuer/Lapsed'],
  })
  dns.answer(() => 'NXDOMAIN')
})

const secrets = secretsOpener({ secretsKey: randomBytes(32), dataDir: '', databaseUrl: 'postgresql:' })

function contextAt(at: Date, changes: Partial<ConfirmContext> = {}): ConfirmContext {
  return {
    ...{ db, at, secrets, author: { command: 'test' }, publicUrl: 'https://certs.example' },
    ...{ issuerKeys: new Map(), chainId: 1, dnsServers: [dns.address], trustRegistries: [] },
    announce: announceConfirmation,
    ...changes,
  }
}

async function lookUpAt(at: Date, changes: Partial<ConfirmContext> = {}) {
  const { id } = await issuerOfSite(db, siteId)
  await confirmIssuer(contextAt(at, changes), id)
  return db.prisma.confirmation.findMany({ where: { issuerId: id }, orderBy: { way: 'asc' } })
}

const publish = () => dns.answer(zone({ [domain]: { TXT: [recordOf()] } }))
const withdraw = () => dns.answer(zone({ [domain]: { TXT: ['v=spf1 -all'] } }))
const recordOf = () => `openatts a=dns-did; p=${didOf()}; v=1.0;`
const didOf = () => (count === 1 ? 'did:web:certs.example' : `did:web:certs.example:issuers:${siteId}`)

async function events() {
  const all = await db.prisma.event.findMany({ where: { siteId }, orderBy: { id: 'asc' } })
  return all.map(({ type, subject, body }) => ({ type, subject, body }))
}

describe('confirmIssuer', () => {
  it('confirms a site by the TXT record of its domain, and announces each change once', async () => {
    expect((await lookUpAt(start)).map(({ confirmedAt }) => confirmedAt)).toStrictEqual([null, null])
    publish()
    for (const hour of [1, 2, 26]) await lookUpAt(hours(hour))
    withdraw()
    await lookUpAt(hours(50))
    const [ended] = await lookUpAt(hours(51))
    expect(ended).toMatchObject({ way: 'dns', source: domain, confirmedAt: hours(1), lastSeenAt: hours(26) })
    expect(ended).toMatchObject({ failingSince: hours(50), endedAt: hours(51) })
    const body = { issuer: { domain, confirmedBy: 'dns', confirmedSince: hours(1).getTime() / 1000 } }
    expect(await events()).toStrictEqual(
      ['Issuer/Confirmed', 'Issuer/Failing', 'Issuer/Lapsed'].map((type) => ({
        type,
        subject: `site/${siteId}`,
        body,
      })),
    )
    const entries = await db.prisma.auditEntry.findMany({
      where: { siteId, action: { startsWith: 'issuer' } },
      orderBy: { id: 'asc' },
    })
    expect(entries.map(({ action }) => action)).toStrictEqual([
      ...['issuer_key.create', 'issuer.confirmed', 'issuer.failing', 'issuer.lapsed'],
    ])
  })

  it('waits with a first confirmation until two resolvers agree', async () => {
    publish()
    const other = await startDnsServer(zone({ [domain]: { TXT: [] } }))
    const both = { dnsServers: [dns.address, other.address] }
    expect((await lookUpAt(start, both))[0]).toMatchObject({ way: 'dns', confirmedAt: null })
    other.answer(() => 'SERVFAIL')
    expect((await lookUpAt(hours(1), both))[0]).toMatchObject({ way: 'dns', confirmedAt: null })
    other.answer(zone({ [domain]: { TXT: [recordOf()] } }))
    expect((await lookUpAt(hours(2), both))[0]).toMatchObject({ way: 'dns', confirmedAt: hours(2) })
  })

  it('confirms a site by the file did.json of its domain', async () => {
    const host = `uni${count}.example`
    const own = await startHttpsServer({ names: [host] })
    dns.answer(zone({ [host]: { A: ['127.0.0.1'] } }))
    const didWeb = { ca: own.ca, port: own.port, allowed: ['127.0.0.1'] }
    own.answer(didDocument(`did:web:${host}`))
    expect((await lookUpAt(start, { didWeb })).map(({ confirmedAt }) => confirmedAt)).toStrictEqual([null, null])
    const { publicKey } = await db.prisma.siteKey.findFirstOrThrow({ where: { siteId } })
    own.answer(didDocument(`did:web:${host}`, { publicKeyMultibase: multikeyOf(publicKey) }))
    expect(await lookUpAt(hours(1), { didWeb })).toMatchObject([
      { way: 'dns', confirmedAt: null },
      { way: 'did_web', source: host, confirmedAt: hours(1) },
    ])
  })

  it('keeps a confirmation by a former key and a former DID', async () => {
    const key = { db, secrets, siteId, author: { command: 'test' }, at: start }
    const { publicKey } = await currentKey(key)
    dns.answer(zone({ [domain]: { TXT: [`openatts a=dns-did; p=${didKeyOf(publicKey)}; v=1.0;`] } }))
    await rotateKey(key)
    expect((await lookUpAt(start))[0]).toMatchObject({ way: 'dns', confirmedAt: start })
    await compromiseKey(key, didKeyOf(publicKey))
    expect(await issuerOfSite(db, siteId)).toMatchObject({ dueAt: start })
    expect((await lookUpAt(hours(1)))[0]).toMatchObject({ way: 'dns', failingSince: hours(1) })
    publish()
    await lookUpAt(hours(1.5))
    const moved = { publicUrl: 'https://other.example' }
    expect((await lookUpAt(hours(2), moved))[0]).toMatchObject({ way: 'dns', lastSeenAt: hours(2) })
  })

  it('does not store the result of a lookup that began before a stored one', async () => {
    publish()
    await lookUpAt(hours(2))
    withdraw()
    expect((await lookUpAt(hours(1)))[0]).toMatchObject({ lastSeenAt: hours(2), failingSince: null })
  })

  it('starts anew when a dropped claim is sent again', async () => {
    for (const day of [0, 30]) await lookUpAt(hours(24 * day))
    const context = { ...contextIn(db, siteId, hours(24 * 31)), publicUrl: 'https://certs.example' }
    await updateSite(context, { domain }, { siteNameByApi: 'off' })
    await lookUpAt(hours(24 * 31))
    expect(await issuerOfSite(db, siteId)).toMatchObject({ domain })
  })

  it('drops a claim that nobody confirmed for 30 days', async () => {
    await lookUpAt(hours(24 * 29))
    expect(await issuerOfSite(db, siteId)).toMatchObject({ domain })
    await lookUpAt(hours(24 * 30))
    expect(await issuerOfSite(db, siteId)).toMatchObject({ domain: null, claimedAt: null, dueAt: null })
  })

  it('drops the claim of a domain that has not existed for 30 days, so that its next owner does not confirm it', async () => {
    publish()
    await lookUpAt(start)
    dns.answer(() => 'NXDOMAIN')
    for (const day of [1, 15, 30]) await lookUpAt(hours(24 * day))
    expect(await issuerOfSite(db, siteId)).toMatchObject({ domain })
    const [byDns] = await lookUpAt(hours(24 * 31))
    expect(byDns).toMatchObject({ endedAt: hours(24 * 31) })
    expect(await issuerOfSite(db, siteId)).toMatchObject({ domain: null })
    publish()
    await lookUpAt(hours(24 * 32))
    expect((await db.prisma.confirmation.findFirst({ where: { source: domain, way: 'dns' } }))?.endedAt).not.toBeNull()
  })

  it('ends the confirmation of a domain when the issuer claims another one', async () => {
    publish()
    await lookUpAt(start)
    const context = { ...contextIn(db, siteId, hours(1)), publicUrl: 'https://certs.example' }
    await updateSite(context, { domain: 'other.example' }, { siteNameByApi: 'off' })
    const rows = await lookUpAt(hours(2))
    expect(rows.find(({ way, source }) => way === 'dns' && source === domain)).toMatchObject({ endedAt: hours(1) })
  })

  it('does not store a lookup of a claim that changed in the meantime', async () => {
    publish()
    const change = { ...contextIn(db, siteId, hours(1)), publicUrl: 'https://certs.example' }
    const { id } = await issuerOfSite(db, siteId)
    let isChanged = false
    dns.answer(async ({ type }) => {
      if (!isChanged) {
        isChanged = true
        await updateSite(change, { domain: 'other.example' }, { siteNameByApi: 'off' })
      }
      return type === 'TXT' ? [{ name: domain, type: 'TXT', data: [recordOf()] }] : []
    })
    await confirmIssuer(contextAt(hours(1)), id)
    expect(await db.prisma.confirmation.count({ where: { issuerId: id } })).toBe(0)
  })

  it('looks up settled issuers daily and queues each due issuer once', async () => {
    publish()
    await lookUpAt(start)
    const { id, dueAt } = await issuerOfSite(db, siteId)
    expect(dueAt).toStrictEqual(hours(24))
    await db.prisma.issuer.updateMany({ where: { id: { not: id } }, data: { dueAt: null } })
    expect(await queueDueIssuers(db.prisma, hours(23), 1000)).toBe(0)
    expect(await queueDueIssuers(db.prisma, hours(24), 1000)).toBe(1)
    expect(await queueDueIssuers(db.prisma, hours(24), 1000)).toBe(0)
  })
})

describe('refreshRegistries', () => {
  const listOf = (...issuers: unknown[]) => ({ registry: 'Ministry of Education', issuers })
  const trusting = () => ({
    trustRegistries: [`https://127.0.0.1:${registry.port}/list.json`],
    registryCa: registry.ca,
  })

  it('stores the list, and the lookups of issuers use it', async () => {
    registry.answer(listOf({ did: didOf(), name: 'University of Example', domain }))
    await lookUpAt(start)
    expect(await refreshRegistries(contextAt(hours(1), trusting()))).toMatchObject([{ result: 'changed' }])
    const rows = await lookUpAt(hours(1), trusting())
    expect(rows.find(({ way }) => way === 'registry')).toMatchObject({
      ...{ source: trusting().trustRegistries[0], confirmedAt: hours(1) },
      ...{ registryName: 'Ministry of Education', listedName: 'University of Example' },
    })
  })

  it('ends what a list confirmed after two lists without the issuer, an hour apart', async () => {
    registry.answer(listOf({ did: didOf(), name: 'University of Example' }))
    await refreshRegistries(contextAt(start, trusting()))
    await lookUpAt(start, trusting())
    registry.answer(listOf())
    const endedAt = async (hour: number) => {
      await refreshRegistries(contextAt(hours(hour), trusting()))
      return (await lookUpAt(hours(hour + 0.5), trusting())).find(({ way }) => way === 'registry')?.endedAt
    }
    expect(await endedAt(24)).toBeNull()
    expect(await endedAt(25)).toStrictEqual(hours(25))
  })

  it('lists a wallet that signed nothing on the chain of the server only, because it may be a contract', async () => {
    const address = `0x${'5'.repeat(40)}` as const
    const { id: walletId } = await registerWallet(db.prisma, address)
    const { id } = await db.prisma.issuer.create({ data: { walletId } })
    const confirmedOn = async (chainId: number, hour: number) => {
      registry.answer(listOf({ did: `did:pkh:eip155:${chainId}:${address}`, name: 'School' }))
      await refreshRegistries(contextAt(hours(hour), trusting()))
      await confirmIssuer(contextAt(hours(hour), trusting()), id)
      return db.prisma.confirmation.count({ where: { issuerId: id, confirmedAt: { not: null } } })
    }
    expect(await confirmedOn(5, 0)).toBe(0)
    expect(await confirmedOn(1, 1)).toBe(1)
  })

  it('keeps the list while the registry is unavailable, for two days', async () => {
    registry.answer(listOf({ did: didOf(), name: 'University of Example' }))
    await refreshRegistries(contextAt(start, trusting()))
    registry.answer(500)
    expect(await refreshRegistries(contextAt(hours(24), trusting()))).toMatchObject([
      { result: { outcome: 'unavailable', reason: 'status' } },
    ])
    const seenAt = async (hour: number) =>
      (await lookUpAt(hours(hour), trusting())).find(({ way }) => way === 'registry')
    expect(await seenAt(24)).toMatchObject({ lastSeenAt: start, failingSince: null })
    expect(await seenAt(49)).toMatchObject({ lastSeenAt: start, failingSince: hours(49), endedAt: null })
  })

  it('deletes a registry that is no longer trusted, and what it confirmed', async () => {
    registry.answer(listOf({ did: didOf(), name: 'University of Example' }))
    await refreshRegistries(contextAt(start, trusting()))
    await lookUpAt(start, trusting())
    await deleteOtherRegistries(db.prisma, [])
    expect(await db.prisma.registry.count()).toBe(0)
    expect(await db.prisma.confirmation.count({ where: { way: 'registry' } })).toBe(0)
  })
})
