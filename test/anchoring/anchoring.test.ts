import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import supertest from 'supertest'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { anchoredAt, readAnchorsArtifact } from '../../src/anchoring/contract.ts'
import { gatherAnchors } from '../../src/anchoring/gather.ts'
import { anchorJob } from '../../src/anchoring/jobs.ts'
import { advanceAnchors } from '../../src/anchoring/send.ts'
import type { AnchoringSettings } from '../../src/anchoring/settings.ts'
import type { Chain } from '../../src/chain/chain.ts'
import { connectToNode } from '../../src/chain/jsonRpc.ts'
import { addressOf } from '../../src/chain/keys/addressOf.ts'
import { openChain } from '../../src/chain/open.ts'
import { hexOf } from '../../src/chain/quantity.ts'
import { type Config, readConfig } from '../../src/core/config.ts'
import type { Anchor } from '../../src/database/prisma/client.ts'
import { createSite } from '../../src/lms/sites/service.ts'
import { buildApp } from '../../src/server/app.ts'
import { startWorker } from '../../src/server/worker.ts'
import { deleteCertificate } from '../../src/wallet/certificates/service.ts'
import {
  anchorAsStranger,
  anchoringOn,
  breakingAt,
  countSent,
  type TestAnchoring,
  testAnchoring,
} from '../support/chain/anchoring.ts'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/chain/anvil.ts'
import { newAddress } from '../support/chain/contractWallets.ts'
import { startLyingNode } from '../support/chain/lyingNode.ts'
import { clear } from '../support/database/contents.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { createStating, holder, issuer, issueStating } from '../support/public/publicCertificates.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { queueJob } from '../support/server/jobs.ts'
import { contextOfWallet } from '../support/wallet/context.ts'

vi.setConfig({ testTimeout: 60_000 })

let anvil: Anvil
let server: TestApp
let chain: Chain
let settings: AnchoringSettings
beforeAll(async () => {
  anvil = await startAnvil()
  server = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
})
beforeEach(async () => {
  await clear(server.db.pool)
  const deployed = await anchoringOn(anvil)
  chain = deployed.chain
  settings = deployed.settings
  onTestFinished(() => chain.close())
})

const anchoring = (changes: Partial<AnchoringSettings> = {}, node = chain): TestAnchoring =>
  testAnchoring(server, node, { ...settings, ...changes })

const gather = (all = true) => gatherAnchors(server.db, settings, new Date(), { all })
const anchors = () => server.db.prisma.anchor.findMany({ orderBy: { id: 'asc' } })
const sent = () => server.db.prisma.anchorTransaction.findMany({ orderBy: [{ nonce: 'asc' }, { attempt: 'asc' }] })
const mine = (blocks: number) => anvil.send('anvil_mine', [`0x${blocks.toString(16)}`])
const states = async () => (await anchors()).map(({ state }) => state)

/** Creates certificates of an issuer that a domain confirms. */
async function create(count: number): Promise<string[]> {
  await confirmWallet(server.db, issuer)
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) ids.push(await createStating(server))
  return ids
}

const newSite = async () => (await createSite(server.db, 'A site', { author: { command: 'test' }, at: new Date() })).id

/** Returns the only anchor. */
async function theAnchor(): Promise<Anchor> {
  const [anchor, ...others] = await anchors()
  if (!anchor || others.length > 0) throw new Error('There should be one anchor.')
  return anchor
}

/** Gathers new certificates into one anchor, which is not on the chain yet. */
async function gathered(count = 3): Promise<Anchor> {
  await create(count)
  await gather()
  return theAnchor()
}

/** Stops automatic mining until the end of the test. */
async function withoutMining(): Promise<void> {
  await anvil.send('evm_setAutomine', [false])
  onTestFinished(async () => {
    await anvil.send('evm_setAutomine', [true])
  })
}

async function outcomeOf(id: string) {
  const { body } = await server.http.get(`/verify/${id}.json`).expect(200)
  return { verdict: body.verdict, ...body.checks.find(({ check }: { check: string }) => check === 'anchor') }
}

/** Starts another server on the same database, with its own node or none. */
async function anotherApp(ethRpcUrl: string | undefined, changes: Partial<Config> = {}) {
  const config = {
    ...readConfig({ LOG_LEVEL: 'silent', VERIFICATIONS_PER_MINUTE: '0' }),
    chainId: ANVIL_CHAIN,
    ethRpcUrl,
    ...changes,
  }
  const node = await openChain(config)
  const { db, ipfs } = server
  const app = await buildApp({ config, db, ipfs, chain: node, publicUrl: () => 'http://another.example' })
  await app.ready()
  onTestFinished(async () => {
    await app.close()
    node?.close()
  })
  return supertest(app.server)
}

describe('gatherAnchors', () => {
  it('gathers certificates into one tree, with proofs that OpenZeppelin’s library accepts', async () => {
    const ids = await create(5)
    expect(await gather()).toBe(5)
    const { root, size, state, contract, chainId } = await theAnchor()
    expect({ size, state, contract, chainId }).toStrictEqual({
      ...{ size: 5, state: 'gathered', contract: settings.contract, chainId: BigInt(ANVIL_CHAIN) },
    })
    const rows = await server.db.prisma.anchoredCertificate.findMany({ orderBy: { certificateId: 'asc' } })
    expect(rows.map(({ certificateId }) => certificateId)).toStrictEqual(ids)
    for (const { digest, proof } of rows) {
      const hashes = Array.from({ length: proof.length / 32 }, (_, index) =>
        proof.subarray(index * 32, index * 32 + 32),
      )
      expect(SimpleMerkleTree.verify(root, digest, hashes)).toBe(true)
    }
    expect(await gather()).toBe(0)
  })

  it('makes one anchor of each whole batch, and gathers the rest after its time', async () => {
    settings = { ...settings, batchSize: 2 }
    await create(5)
    expect(await gather(false)).toBe(4)
    expect((await anchors()).map(({ size }) => size)).toStrictEqual([2, 2])
    const later = new Date(Date.now() + 61 * 60_000)
    expect(await gatherAnchors(server.db, settings, later, { all: false })).toBe(1)
  })

  it('gathers by the time of creation, not by the order of ids', async () => {
    const [old = '', young = ''] = (await create(2)).toSorted()
    // The issuer of the younger certificate chose its id.
    const weekAgo = new Date(Date.now() - 7 * 86_400_000)
    await server.db.prisma.walletCertificate.update({ where: { id: young }, data: { createdAt: weekAgo } })
    expect(old < young).toBe(true)
    expect(await gather(false)).toBe(2)
  })

  it('skips certificates that are revoked, deleted or without a holder', async () => {
    const [revoked = '', deleted = '', orphan = '', good = ''] = await create(4)
    const data = { revokedAt: new Date(), revocationReason: 'A mistake.' }
    await server.db.prisma.walletCertificate.update({ where: { id: revoked }, data })
    await deleteCertificate(await contextOfWallet(server.db, holder), deleted)
    await server.db.prisma.walletCertificate.update({ where: { id: orphan }, data: { holderId: null } })
    await gather()
    const rows = await server.db.prisma.anchoredCertificate.findMany()
    expect(rows.map(({ certificateId }) => certificateId)).toStrictEqual([good])
  })

  it('puts each certificate into one anchor when several processes gather concurrently', async () => {
    const ids = await create(60)
    // Different batch sizes, so that no two processes would make the same anchor.
    const counts = await Promise.all(
      [7, 20, 25, 60].map((batchSize) =>
        gatherAnchors(server.db, { ...settings, batchSize }, new Date(), { all: true }),
      ),
    )
    while ((await gather()) > 0) {}
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(60)
    expect(await server.db.prisma.anchoredCertificate.count()).toBe(60)
    expect(await server.db.prisma.walletCertificate.count({ where: { id: { in: ids }, anchored: true } })).toBe(60)
    for (const { id, size } of await anchors()) {
      expect(size).toBeGreaterThanOrEqual(await server.db.prisma.anchoredCertificate.count({ where: { anchorId: id } }))
    }
  })

  it('gathers certificates of sites and of confirmed wallets, as ANCHOR_ISSUERS says', async () => {
    const strangers = await createStating(server)
    const ofSite = await createStating(server)
    const { id: courseCertificateId } = await issueStating(server, await newSite())
    await server.db.prisma.walletCertificate.update({ where: { id: ofSite }, data: { courseCertificateId } })
    const gatheredAs = async (issuers: AnchoringSettings['issuers']) => {
      await gatherAnchors(server.db, { ...settings, issuers }, new Date(), { all: true })
      const rows = await server.db.prisma.anchoredCertificate.findMany({ orderBy: { certificateId: 'asc' } })
      return rows.map(({ certificateId }) => certificateId)
    }
    const [confirmed = ''] = await create(1)
    expect(await gatheredAs('sites')).toStrictEqual([ofSite])
    const { prisma } = server.db
    for (const data of [{ blockedAt: new Date() }, { compromisedAt: new Date() }]) {
      await prisma.issuer.updateMany({ data })
      expect(await gatheredAs('confirmed')).toStrictEqual([ofSite])
      await prisma.issuer.updateMany({ data: { blockedAt: null, compromisedAt: null } })
    }
    for (const data of [{ endedAt: new Date() }, { lastSeenAt: new Date(Date.now() - 8 * 86_400_000) }]) {
      await prisma.confirmation.updateMany({ data })
      expect(await gatheredAs('confirmed')).toStrictEqual([ofSite])
      await prisma.confirmation.updateMany({ data: { endedAt: null, lastSeenAt: new Date() } })
    }
    const byDomain = await prisma.confirmation.findFirstOrThrow()
    const listed = { registryName: 'Removed from TRUST_REGISTRIES', listedName: 'University' }
    await prisma.confirmation.updateMany({ data: { way: 'registry', source: 'https://registry.example', ...listed } })
    expect(await gatheredAs('confirmed')).toStrictEqual([ofSite])
    await prisma.confirmation.updateMany({ data: byDomain })
    // The wallet is confirmed now, so its earlier certificates are gathered too.
    expect(await gatheredAs('confirmed')).toStrictEqual([strangers, ofSite, confirmed])
    await prisma.issuer.deleteMany()
    const last = await createStating(server)
    expect(await gatheredAs('confirmed')).not.toContain(last)
    await prisma.admittedWallet.create({ data: { address: issuer, admittedAt: new Date() } })
    expect(await gatheredAs('sites')).not.toContain(last)
    expect(await gatheredAs('confirmed')).toContain(last)
    await prisma.admittedWallet.deleteMany()
    const stranger = await createStating(server)
    expect(await gatheredAs('confirmed')).not.toContain(stranger)
    expect(await gatheredAs('all')).toContain(stranger)
  })

  it('gathers no more anchors than can be sent on the day, and the rest in one on the next day', async () => {
    settings = { ...settings, batchSize: 1, maxTransactionsPerDay: 2 }
    await create(4)
    expect(await gather()).toBe(2)
    expect(await gather()).toBe(0)
    const turn = anchoring()
    for (let round = 0; round < 4; round += 1) await advanceAnchors(turn)
    expect(await gather()).toBe(0)
    settings = { ...settings, batchSize: 100 }
    const tomorrow = new Date(Date.now() + 86_400_000)
    expect(await gatherAnchors(server.db, settings, tomorrow, { all: true })).toBe(2)
    expect(await anchors()).toHaveLength(3)
  })

  it('leaves only salts behind when it fails, and keeps these salts', async () => {
    const [id = ''] = await create(1)
    await server.db.pool.query('ALTER TABLE anchored_certificates RENAME TO elsewhere')
    await expect(gather()).rejects.toThrow('anchored_certificates')
    await server.db.pool.query('ALTER TABLE elsewhere RENAME TO anchored_certificates')
    expect(await anchors()).toStrictEqual([])
    const before = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    expect(before).toMatchObject({ anchored: false, proofVersion: '1' })
    await gather()
    const after = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    expect(after).toStrictEqual({ ...before, anchored: true })
  })
})

describe('advanceAnchors', () => {
  it('sends an anchor, and confirms it after enough blocks', async () => {
    const { root } = await gathered()
    const turn = anchoring()
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['sent'])
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['mined'])
    await mine(1)
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['mined'])
    await mine(1)
    await advanceAnchors(turn)
    const anchor = await theAnchor()
    const [transaction, ...others] = await sent()
    expect(others).toStrictEqual([])
    expect(anchor).toMatchObject({ state: 'confirmed', transactionHash: transaction?.hash })
    expect(anchor.blockTime).toStrictEqual(await anchoredAt(chain, settings.contract, root))
    const block = await anvil.send('eth_getBlockByNumber', [`0x${anchor.blockNumber?.toString(16)}`, false])
    expect(block).toMatchObject({ hash: hexOf(anchor.blockHash ?? new Uint8Array()) })
    expect(turn.troubles).toStrictEqual([])
  })

  it('sends anchors one after the other, each with the next nonce', async () => {
    settings = { ...settings, batchSize: 1 }
    await create(3)
    await gather()
    const turn = anchoring({ confirmations: 10 })
    for (let round = 0; round < 5; round += 1) await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['mined', 'mined', 'mined'])
    expect((await sent()).map(({ nonce }) => nonce)).toStrictEqual([0, 1, 2])
  })

  it.each(['before', 'after'] as const)(
    'resends the signed transaction of a process that died %s sending it',
    async (when) => {
      await gathered()
      const dying = anchoring({}, breakingAt(chain, 'eth_sendRawTransaction', when))
      await expect(advanceAnchors(dying)).rejects.toThrow('The node is gone.')
      const [transaction] = await sent()
      const turn = anchoring()
      await advanceAnchors(turn)
      await advanceAnchors(turn)
      expect(await theAnchor()).toMatchObject({ state: 'mined', transactionHash: transaction?.hash })
      expect(await countSent(anvil, settings.key)).toBe(1)
    },
  )

  it.each([
    'eth_getTransactionCount',
    'eth_estimateGas',
    'eth_getBalance',
    'eth_getTransactionReceipt',
    'eth_getBlockByNumber',
  ])('continues after a process died at %s, and pays for one transaction', async (method) => {
    await gathered()
    for (let round = 0; round < 3; round += 1) {
      for (const when of ['before', 'after'] as const) {
        await advanceAnchors(anchoring({}, breakingAt(chain, method, when))).catch(() => {})
      }
      await advanceAnchors(anchoring())
    }
    expect(await states()).toStrictEqual(['mined'])
    expect(await countSent(anvil, settings.key)).toBe(1)
  })

  it('signs no more transactions a day than allowed, with all processes together', async () => {
    settings = { ...settings, batchSize: 1 }
    await create(3)
    await gather()
    const limits = { maxTransactionsPerDay: 2 }
    for (let round = 0; round < 3; round += 1) {
      await Promise.allSettled(Array.from({ length: 4 }, () => advanceAnchors(anchoring(limits))))
      await mine(1)
    }
    // A process that is late may sign for a nonce that was used meanwhile. The chain rejects it.
    expect((await sent()).filter(({ attempt }) => attempt === 1)).toHaveLength(2)
    expect(await countSent(anvil, settings.key)).toBe(2)
    expect((await states()).filter((state) => state === 'gathered')).toHaveLength(1)
    const turn = anchoring(limits)
    expect(turn.troubles).toStrictEqual([])
    turn.setNow(new Date(Date.now() + 86_400_000))
    await advanceAnchors(turn)
    expect(await sent()).toHaveLength(3)
  })

  it('counts under a lock, so that a process that signs meanwhile is counted', async () => {
    await gathered(1)
    let goOn = () => {}
    const signing = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let hasCounted = () => {}
    const counted = new Promise<void>((resolve) => {
      hasCounted = resolve
    })
    const slow: Chain = {
      ...chain,
      async request(method, params) {
        if (method === 'eth_getBalance') {
          hasCounted()
          await signing
        }
        return chain.request(method, params)
      },
    }
    const sending = advanceAnchors(anchoring({ maxTransactionsPerDay: 1 }, slow))
    await counted
    const { id: anchorId } = await theAnchor()
    await server.db.prisma.anchorTransaction.create({
      data: {
        ...{ chainId: ANVIL_CHAIN, sender: newAddress().toLowerCase(), nonce: 0, attempt: 1, anchorId },
        ...{ hash: new Uint8Array(32), raw: new Uint8Array(1), maxFee: 1n, priorityFee: 1n, signedAt: new Date() },
      },
    })
    goOn()
    await sending
    expect(await countSent(anvil, settings.key)).toBe(0)
  })

  it('sends an anchor once for concurrent calls', async () => {
    await gathered()
    await Promise.allSettled(Array.from({ length: 8 }, () => advanceAnchors(anchoring())))
    await advanceAnchors(anchoring())
    expect(await states()).toStrictEqual(['mined'])
    expect(await countSent(anvil, settings.key)).toBe(1)
  })

  it('sends only the recorded transaction when two processes sign concurrently', async () => {
    await gathered()
    await withoutMining()
    let goOn = () => {}
    const wait = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const slow: Chain = {
      ...chain,
      async request(method, params) {
        if (method === 'eth_maxPriorityFeePerGas') return `0x${(9e9).toString(16)}`
        if (method === 'eth_getBalance') await wait
        return chain.request(method, params)
      },
    }
    const second = advanceAnchors(anchoring({}, slow))
    await advanceAnchors(anchoring())
    goOn()
    await second
    await mine(1)
    await advanceAnchors(anchoring())
    const [transaction, ...others] = await sent()
    expect(others).toStrictEqual([])
    expect(await theAnchor()).toMatchObject({ state: 'mined', transactionHash: transaction?.hash })
  })

  it('replaces a transaction that no block includes with one that pays an eighth more, up to the limit', async () => {
    await gathered()
    await withoutMining()
    const turn = anchoring({ maxFeeGwei: 5 })
    const start = Date.now()
    const after = async (minutes: number) => {
      turn.setNow(new Date(start + minutes * 60_000))
      await advanceAnchors(turn)
    }
    await after(0)
    await after(9)
    expect(await sent()).toHaveLength(1)
    await after(11)
    await after(12)
    const [first, second, ...others] = await sent()
    expect(others).toStrictEqual([])
    expect(second).toMatchObject({ nonce: first?.nonce, attempt: 2, anchorId: first?.anchorId })
    for (const fee of ['maxFee', 'priorityFee'] as const) {
      expect(Number(second?.[fee])).toBeGreaterThanOrEqual(Number(first?.[fee]) * 1.125)
    }
    let minutes = 12
    const onAndOn = async () => {
      for (;;) {
        minutes += 11
        await after(minutes)
      }
    }
    await expect(onAndOn()).rejects.toThrow(/is stuck, and ANCHOR_MAX_FEE_GWEI is too low to replace it/)
    const last = (await sent()).at(-1)
    expect(Number(last?.maxFee)).toBeLessThanOrEqual(5e9)
    await mine(1)
    await after(minutes + 1)
    expect(turn.troubles).toStrictEqual([])
    expect(await theAnchor()).toMatchObject({ state: 'mined', transactionHash: last?.hash })
    expect(await countSent(anvil, settings.key)).toBe(1)
  })

  it('sends another transaction when one has failed, with growing delays', async () => {
    await gathered()
    const code = String(await anvil.send('eth_getCode', [settings.contract, 'latest']))
    const turn = anchoring()
    const start = Date.now()
    const failOnce = async () => {
      await anvil.send('evm_setAutomine', [false])
      await advanceAnchors(turn)
      await anvil.setCode(settings.contract, '0xfe')
      await mine(1)
      await anvil.setCode(settings.contract, code)
      await anvil.send('evm_setAutomine', [true])
      await advanceAnchors(turn)
    }
    await failOnce()
    expect(turn.troubles).toMatchObject([
      expect.stringMatching(/^Anchor transaction failed on the chain; retrying: .*"transactions":\["0x[0-9a-f]{64}"\]/),
    ])
    await advanceAnchors(turn)
    expect(await countSent(anvil, settings.key)).toBe(1)
    turn.setNow(new Date(start + 2 * 60_000))
    await failOnce()
    expect(await theAnchor()).toMatchObject({ state: 'gathered', failures: 2 })
    turn.setNow(new Date(start + 3 * 60_000))
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['gathered'])
    turn.setNow(new Date(start + 5 * 60_000))
    await advanceAnchors(turn)
    await advanceAnchors(turn)
    expect(await theAnchor()).toMatchObject({ state: 'mined', failures: 0, retryAt: null })
    expect(await countSent(anvil, settings.key)).toBe(3)
  })

  it('sends an anchor again when another transaction of the account took its nonce', async () => {
    await gathered()
    await withoutMining()
    const turn = anchoring()
    await advanceAnchors(turn)
    const [transaction] = await sent()
    await anvil.send('anvil_dropTransaction', [hexOf(transaction?.hash ?? new Uint8Array())])
    await anvil.send('anvil_setNonce', [addressOf(settings.key), '0x1'])
    await anvil.send('evm_setAutomine', [true])
    await advanceAnchors(turn)
    expect(turn.troubles).toMatchObject([expect.stringContaining('replaced by another one of the account')])
    turn.setNow(new Date(Date.now() + 120_000))
    await advanceAnchors(turn)
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['mined'])
  })

  it('accepts an anchor that a stranger put on the chain first', async () => {
    const { root } = await gathered()
    await mine(40)
    const theirs = await anchorAsStranger(anvil, settings.contract, root)
    await mine(40)
    await advanceAnchors(anchoring())
    const { state, transactionHash } = await theAnchor()
    expect({ state, transactionHash: hexOf(transactionHash ?? new Uint8Array()) }).toStrictEqual({
      ...{ state: 'confirmed', transactionHash: theirs },
    })
    expect(await countSent(anvil, settings.key)).toBe(0)
  })

  it('accepts an anchor that a stranger puts on the chain while ours is pending, and sends the next one', async () => {
    settings = { ...settings, batchSize: 2 }
    await create(4)
    await gather()
    const [{ root = new Uint8Array() } = {}] = await anchors()
    await withoutMining()
    const turn = anchoring()
    await advanceAnchors(turn)
    const [ours] = await sent()
    await anvil.send('anvil_dropTransaction', [hexOf(ours?.hash ?? new Uint8Array())])
    const theirs = await anchorAsStranger(anvil, settings.contract, root)
    await mine(1)
    await advanceAnchors(turn)
    const [first] = await anchors()
    expect(hexOf(first?.transactionHash ?? new Uint8Array())).toBe(theirs)
    // The same nonce, and a higher fee than that of the transaction that may still be pending.
    const [, second] = await sent()
    expect(second).toMatchObject({ nonce: 0, attempt: 2, anchorId: 2 })
    await mine(1)
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['mined', 'mined'])
  })

  it('stops counting an anchor that a reorganization dropped, and sends it again', async () => {
    const [id = ''] = await create(1)
    await gather()
    const turn = anchoring()
    const snapshot = await anvil.send('evm_snapshot', [])
    await advanceAnchors(turn)
    await mine(3)
    await advanceAnchors(turn)
    const before = await theAnchor()
    expect(before.state).toBe('confirmed')
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'passed', code: 'anchor.found' })

    await anvil.send('evm_revert', [snapshot])
    await mine(8)
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'failed', code: 'anchor.missing' })
    await advanceAnchors(turn)
    expect(turn.troubles).toStrictEqual([expect.stringContaining('reorganized')])
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'valid', outcome: 'skipped', code: 'anchor.waiting' })
    await advanceAnchors(turn)
    await mine(3)
    await advanceAnchors(turn)
    const after = await theAnchor()
    expect(after).toMatchObject({ state: 'confirmed', transactionHash: before.transactionHash })
    expect(after.blockNumber).not.toBe(before.blockNumber)
    // The signed transaction is sent again, at no further cost.
    expect(await sent()).toHaveLength(1)
  })

  it('finds an anchor that a reorganization moved into another block', async () => {
    await gathered()
    const turn = anchoring({ confirmations: 10 })
    await advanceAnchors(turn)
    await mine(2)
    await advanceAnchors(turn)
    const before = await theAnchor()
    await anvil.send('anvil_reorg', [3, []])
    await advanceAnchors(turn)
    await advanceAnchors(turn)
    const after = await theAnchor()
    expect(after).toMatchObject({ state: 'mined', transactionHash: before.transactionHash })
    expect(after.blockHash).not.toStrictEqual(before.blockHash)
  })

  it('keeps an anchor when the node lags behind', async () => {
    await gathered()
    const turn = anchoring()
    await advanceAnchors(turn)
    await mine(3)
    await advanceAnchors(turn)
    const before = await theAnchor()
    expect(before.state).toBe('confirmed')
    await server.db.prisma.anchor.updateMany({ data: { blockNumber: { increment: 100 } } })
    await advanceAnchors(turn)
    expect(turn.troubles).toStrictEqual([])
    expect(await states()).toStrictEqual(['confirmed'])
    expect(await sent()).toHaveLength(1)
  })

  it('keeps an anchor when one of several nodes at the address lags behind', async () => {
    await gathered()
    await advanceAnchors(anchoring())
    await mine(3)
    await advanceAnchors(anchoring())
    const several = await startLyingNode(anvil.url)
    const node = await connectToNode(several.url, ANVIL_CHAIN)
    // The node that lags behind knows neither the block nor its anchor, and nothing of later blocks.
    several.falsify((method, result, [first, block]) => {
      if (method === 'eth_getBlockByNumber' && first !== 'latest') return null
      if (method === 'eth_call' && block === 'latest') return hexOf(0n).padEnd(66, '0')
      return result
    })
    const turn = anchoring({}, node)
    await expect(advanceAnchors(turn)).rejects.toThrow('do not agree')
    expect([await states(), turn.troubles]).toStrictEqual([['confirmed'], []])
  })

  it.each([
    ['before a turn', 0],
    ['within a turn', 1],
  ])('keeps an anchor when the node moves to another chain %s', async (_, before) => {
    await gathered()
    await advanceAnchors(anchoring())
    await mine(3)
    await advanceAnchors(anchoring())
    const moving = await startLyingNode(anvil.url)
    const node = await connectToNode(moving.url, ANVIL_CHAIN)
    await node.ensureChainId()
    const other = await startAnvil()
    const { runtimeCode } = await readAnchorsArtifact()
    await other.setCode(settings.contract, runtimeCode)
    await other.send('anvil_mine', [hexOf((await theAnchor()).blockNumber ?? 0n)])
    moving.moveTo(other.url)
    let asked = 0
    moving.falsify((method, result) => {
      if (method !== 'eth_chainId') return result
      asked += 1
      return asked > before ? '0x5' : result
    })
    const turn = anchoring({}, node)
    await expect(advanceAnchors(turn)).rejects.toThrow('on chain 5')
    expect([await states(), turn.troubles]).toStrictEqual([['confirmed'], []])
    await other.kill()
  })

  it('checks a deep anchor once a day', async () => {
    await gathered()
    const turn = anchoring()
    const snapshot = await anvil.send('evm_snapshot', [])
    await advanceAnchors(turn)
    await mine(100)
    await advanceAnchors(turn)
    await anvil.send('evm_revert', [snapshot])
    await mine(300)
    await advanceAnchors(turn)
    expect(await states()).toStrictEqual(['confirmed'])
    turn.setNow(new Date(Date.now() + 25 * 3_600_000))
    await advanceAnchors(turn)
    expect(turn.troubles).toStrictEqual([expect.stringContaining('reorganized')])
  })
})

describe('anchorByJob: problems that it reports in one line', () => {
  async function troubleWith(changes: Partial<AnchoringSettings>, node = chain): Promise<string[]> {
    await create(1)
    const turn = anchoring({ everyMinutes: 0, ...changes }, node)
    turn.setNow(new Date(Date.now() + 60_000))
    await anchorJob(turn).work()
    expect(await countSent(anvil, settings.key)).toBe(0)
    return turn.troubles
  }

  it('reports an account without funds', async () => {
    const poor = `0x${'5a'.repeat(32)}` as const
    const [trouble, ...others] = await troubleWith({ key: poor })
    expect(others).toStrictEqual([])
    expect(trouble).toMatch(
      /^Anchoring waits.*: Account 0x[0-9a-f]{40} has 0 ETH, but a transaction may cost 0\.0\d+ ETH\. Fund/,
    )
    expect(trouble).not.toContain('5a5a')
  })

  it('reports a missing contract and another contract', async () => {
    expect(await troubleWith({ contract: newAddress() })).toMatchObject([
      expect.stringContaining('There is no contract at'),
    ])
    const other = newAddress()
    await anvil.setCode(other, '0x00')
    expect(await troubleWith({ contract: other })).toMatchObject([
      expect.stringContaining('is not contracts/Anchors.sol'),
    ])
    expect(await anchors()).toStrictEqual([])
  })

  it('reports a node of another chain and an unavailable node', async () => {
    const other = await connectToNode(anvil.url, 5)
    const none = await connectToNode('http://127.0.0.1:9/s3cret', ANVIL_CHAIN)
    onTestFinished(() => {
      other.close()
      none.close()
    })
    expect(await troubleWith({}, other)).toStrictEqual([
      'Anchoring waits; retrying in a minute: The node is on chain 31337, but the configured chain is 5.',
    ])
    const [trouble] = await troubleWith({}, none)
    expect(trouble).toMatch(/^Anchoring waits.*: Request eth_chainId to the node failed/)
    expect(trouble).not.toContain('s3cret')
  })

  it('reports gas that costs more than the limit', async () => {
    await anvil.send('anvil_setNextBlockBaseFeePerGas', [`0x${(200e9).toString(16)}`])
    await mine(1)
    onTestFinished(async () => {
      await anvil.send('anvil_setNextBlockBaseFeePerGas', ['0x1'])
      await mine(1)
    })
    expect(await troubleWith({})).toMatchObject([
      expect.stringMatching(/Gas costs \d+(\.\d+)? gwei now, but ANCHOR_MAX_FEE_GWEI is 100/),
    ])
  })
})

describe('anchor check of a certificate', () => {
  async function anchored(count = 2): Promise<string[]> {
    const ids = await create(count)
    await gather()
    const turn = anchoring()
    await advanceAnchors(turn)
    await mine(3)
    await advanceAnchors(turn)
    return ids
  }

  it('returns where and since when the certificate is anchored, as a sentence and as facts', async () => {
    const [id = ''] = await anchored()
    const { root, transactionHash, blockNumber, blockTime } = await theAnchor()
    const outcome = await outcomeOf(id)
    const transaction = hexOf(transactionHash ?? new Uint8Array())
    expect(outcome).toMatchObject({
      verdict: 'valid',
      dimension: 'integrity',
      outcome: 'passed',
      evidence: {
        ...{ root: hexOf(root), transaction, block: Number(blockNumber), time: blockTime?.toISOString() },
        ...{ chain: ANVIL_CHAIN, contract: settings.contract },
      },
    })
    expect(outcome.message).toMatch(new RegExp(`^Anchored on chain 31337 at .* UTC, in transaction ${transaction}`))
    const { text } = await server.http.get(`/verify/${id}`).set('accept', 'text/html').expect(200)
    expect(text).toContain(transaction)
  })

  it('is skipped without an anchor, and with an anchor that is not final', async () => {
    const [id = ''] = await create(1)
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'valid', outcome: 'skipped', code: 'anchor.none' })
    await gather()
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'valid', outcome: 'skipped', code: 'anchor.waiting' })
    await advanceAnchors(anchoring())
    await advanceAnchors(anchoring())
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'valid', outcome: 'skipped', code: 'anchor.waiting' })
  })

  it('names the issuer that is not confirmed, or the used transactions of the day, for which it waits', async () => {
    const waiting = await anotherApp(undefined, { anchorContract: settings.contract, anchorMaxTransactionsPerDay: 1 })
    const codeOf = async (id: string) => {
      const { body } = await waiting.get(`/verify/${id}.json`).expect(200)
      return body.checks.find(({ check }: { check: string }) => check === 'anchor').code
    }
    const id = await createStating(server)
    expect(await codeOf(id)).toBe('anchor.issuer_not_confirmed')
    const { text } = await waiting.get(`/verify/${id}`).set('accept', 'text/html').expect(200)
    expect(text).toContain('it waits until its issuer is confirmed')
    expect(await outcomeOf(id)).toMatchObject({ code: 'anchor.none' })
    const [confirmed = ''] = await create(1)
    expect(await codeOf(id)).toBe('anchor.none')
    await gather()
    expect(await codeOf(confirmed)).toBe('anchor.waiting')
    const [late = ''] = await create(1)
    expect(await codeOf(late)).toBe('anchor.daily_limit')
    const { id: courseId, publicId } = await issueStating(server, await newSite())
    expect(await codeOf(publicId)).toBe('anchor.none')
    await server.db.prisma.walletCertificate.update({ where: { id: late }, data: { courseCertificateId: courseId } })
    expect(await codeOf(publicId)).toBe('anchor.daily_limit')
  })

  it('fails for an altered record, and passes for another certificate of the batch', async () => {
    const [id = '', other = ''] = await anchored()
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { score: 100 } })
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'not_valid', outcome: 'failed', code: 'anchor.altered' })
    expect(await outcomeOf(other)).toMatchObject({ verdict: 'valid', outcome: 'passed' })
  })

  it('fails with the proof of another certificate or batch', async () => {
    const [id = ''] = await anchored()
    const [other = ''] = await create(1)
    await gather()
    const rows = server.db.prisma.anchoredCertificate
    const { proof } = await rows.findUniqueOrThrow({ where: { certificateId: id } })
    await rows.update({ where: { certificateId: other }, data: { proof } })
    expect(await outcomeOf(other)).toMatchObject({ verdict: 'not_valid', outcome: 'failed', code: 'anchor.altered' })
  })

  it('is not checked for a later proof version', async () => {
    const [id = ''] = await anchored(1)
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { proofVersion: '2' } })
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'not_checked', code: 'anchor.unknown_version' })
  })

  it('fails when the contract lacks the root or is another contract', async () => {
    const [id = ''] = await anchored(1)
    const fresh = await anchoringOn(anvil)
    onTestFinished(() => fresh.chain.close())
    await server.db.prisma.anchor.updateMany({ data: { contract: fresh.settings.contract } })
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'not_valid', outcome: 'failed', code: 'anchor.missing' })
    const obliging = newAddress()
    // It claims that everything is anchored.
    await anvil.setCode(obliging, '0x600160005260206000f3')
    await server.db.prisma.anchor.updateMany({ data: { contract: obliging } })
    expect(await outcomeOf(id)).toMatchObject({ verdict: 'not_valid', outcome: 'failed', code: 'anchor.foreign' })
  })

  it('is unknown when the node lags behind or is unavailable', async () => {
    const [id = ''] = await anchored(1)
    await server.db.prisma.anchor.updateMany({ data: { contract: newAddress(), blockNumber: 1_000_000_000 } })
    expect(await outcomeOf(id)).toMatchObject({
      verdict: 'not_checked',
      outcome: 'unknown',
      code: 'anchor.unavailable',
    })
    const lonely = await anotherApp('http://127.0.0.1:9')
    const { body } = await lonely.get(`/verify/${id}.json`).expect(200)
    expect(body.checks.at(-1)).toMatchObject({ check: 'anchor', outcome: 'unknown', code: 'anchor.unavailable' })
  })

  it('is skipped without a node, and fails for an anchor that was moved to another chain', async () => {
    const [id = ''] = await anchored(1)
    const { body } = await (await anotherApp(undefined)).get(`/verify/${id}.json`).expect(200)
    expect(body).toMatchObject({ verdict: 'valid' })
    expect(body.checks.at(-1)).toMatchObject({ check: 'anchor', outcome: 'skipped', code: 'anchor.elsewhere' })
    await server.db.prisma.anchor.updateMany({ data: { chainId: 5 } })
    expect(await outcomeOf(id)).toMatchObject({ outcome: 'failed', code: 'anchor.altered' })
  })

  it('passes for the other certificates of an anchor when one is deleted', async () => {
    const [id = '', other = ''] = await anchored()
    await deleteCertificate(await contextOfWallet(server.db, holder), id)
    await server.http.get(`/verify/${id}.json`).expect(410)
    expect(await outcomeOf(other)).toMatchObject({ verdict: 'valid', outcome: 'passed' })
    expect(await theAnchor()).toMatchObject({ size: 2, state: 'confirmed' })
  })
})

describe('startWorker', () => {
  it('anchors each certificate once, with several workers', async () => {
    const ids = await create(12)
    const errors: object[] = []
    const log = { error: (details: object) => errors.push(details) }
    const { db, ipfs, dataDir, url: publicUrl } = server
    const workers = await Promise.all(
      Array.from({ length: 2 }, () =>
        startWorker({
          ...{ db, ipfs, chain, publicUrl, log, now: () => new Date(Date.now() + 60_000) },
          config: { ...readConfig({}), dataDir, chainId: ANVIL_CHAIN },
          anchoring: { chain, settings: { ...settings, batchSize: 4, everyMinutes: 0, confirmations: 0 } },
        }),
      ),
    )
    onTestFinished(async () => {
      await Promise.all(workers.map((worker) => worker.stop()))
    })
    const { rows } = await db.pool.query(`SELECT cron FROM jobs.schedule WHERE name = 'anchor'`)
    expect(rows).toStrictEqual([{ cron: '* * * * *' }])
    const look = async () => {
      await queueJob(db, 'anchor')
      expect(await states()).toStrictEqual(['confirmed', 'confirmed', 'confirmed'])
    }
    await vi.waitFor(look, { timeout: 50_000, interval: 300 })
    for (const id of ids) expect(await outcomeOf(id)).toMatchObject({ verdict: 'valid', outcome: 'passed' })
    expect(await countSent(anvil, settings.key)).toBe(3)
    expect(errors).toStrictEqual([])
  })
})
