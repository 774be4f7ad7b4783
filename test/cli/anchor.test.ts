import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { countSent, fundedKey } from '../support/chain/anchoring.ts'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/chain/anvil.ts'
import { type NodeProxy, startNodeProxy } from '../support/chain/nodeProxy.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { createStating, issuer } from '../support/public/publicCertificates.ts'
import { queueJob } from '../support/server/jobs.ts'
import { chancery, start, variablesOf } from '../support/server/process.ts'

// Real processes, one after the other, so that they can share an embedded database.

vi.setConfig({ testTimeout: 120_000 })

let anvil: Anvil
let proxy: NodeProxy
let fresh: FreshDatabase
let variables: NodeJS.ProcessEnv
let key: `0x${string}`
beforeAll(async () => {
  anvil = await startAnvil()
  proxy = await startNodeProxy(anvil.url)
  fresh = await freshDatabase()
  key = await fundedKey(anvil)
  const chain = { CHAIN_ID: String(ANVIL_CHAIN), ETH_RPC_URL: proxy.url, ANCHOR_KEY: await fundedKey(anvil) }
  const { stdout } = await chancery(['anchor', 'deploy'], { ...variablesOf(fresh), ...chain })
  variables = {
    ...{ ...variablesOf(fresh), ...chain, ANCHOR_KEY: key, ANCHOR_CONTRACT: stdout.trim() },
    ...{ ANCHOR_EVERY_MINUTES: '0', CHAIN_CONFIRMATIONS: '2' },
  }
  return () => fresh.dispose()
})

/** Runs a function with the database while no process uses it. */
async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await openDatabase(fresh)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** Creates certificates, and queues a job that anchors them at once. */
const create = (count: number) =>
  withDatabase(async (db) => {
    const ipfs = await openIpfs({ dataDir: fresh.dataDir, ipfsApiUrl: undefined })
    await confirmWallet(db, issuer)
    for (let index = 0; index < count; index += 1) await createStating({ db, ipfs })
    await queueJob(db, 'anchor')
  })

const anchors = () => withDatabase((db) => db.prisma.anchor.findMany({ orderBy: { id: 'asc' } }))

describe('chancery anchor', () => {
  it('deploys the contract and prints only its address', () => {
    expect(variables.ANCHOR_CONTRACT).toMatch(/^0x[0-9a-f]{40}$/)
  })

  it('anchors waiting certificates, and ends when the anchors are final', async () => {
    await create(3)
    const anchoring = await start('src/cli/main.ts', ['anchor'], variables)
    await anchoring.prints(/Gathered 3 certificates/)
    await vi.waitFor(async () => expect(await countSent(anvil, key)).toBe(1), { timeout: 30_000, interval: 200 })
    await anvil.send('anvil_mine', ['0x3'])
    const ended = await anchoring.ended
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('All 1 pending anchors are final.') })
    const list = await chancery(['anchor', 'list'], variables)
    expect(list.stdout).toMatch(/^1 +3 +confirmed +31337 +\d+ +[\d-]+T[\d:.]+Z +0x[0-9a-f]{64}$/m)
    const audited = await withDatabase((db) => db.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } }))
    const transaction = expect.stringMatching(/^0x[0-9a-f]{64}$/)
    expect(audited.filter(({ action }) => action.startsWith('anchor.'))).toMatchObject([
      {
        ...{ siteId: null, command: 'anchor deploy', action: 'anchor.deploy' },
        ...{ subject: `contract/${variables.ANCHOR_CONTRACT}`, after: { chainId: ANVIL_CHAIN, transaction } },
      },
      {
        ...{ siteId: null, command: 'anchor', action: 'anchor.gather', subject: 'anchors' },
        after: { certificates: 3, chainId: ANVIL_CHAIN, contract: variables.ANCHOR_CONTRACT },
      },
    ])
    const again = await chancery(['anchor'], variables)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Gathered 0 certificates.') })
  })

  it('says what waits, for a confirmation or for tomorrow, and ends', async () => {
    await create(1)
    const full = await chancery(['anchor'], { ...variables, ANCHOR_MAX_TRANSACTIONS_PER_DAY: '1' })
    expect(full).toMatchObject({ code: 0, stdout: expect.stringContaining('Gathered 0 certificates.') })
    expect(full.stdout).toContain('Certificates that wait for tomorrow’s transactions: 1.')
    await withDatabase((db) => db.prisma.issuer.deleteMany())
    const unconfirmed = await chancery(['anchor'], variables)
    expect(unconfirmed.stdout).toContain('Certificates that wait until their issuer is confirmed: 1.')
    await withDatabase((db) => db.prisma.walletCertificate.deleteMany({ where: { anchored: false } }))
  })

  it.each([
    ['ANCHOR_KEY', 'Anchoring is not configured'],
    ['ANCHOR_CONTRACT', 'Anchoring is not configured'],
    ['ETH_RPC_URL', 'Configuration: ANCHOR_CONTRACT needs ETH_RPC_URL'],
  ])('reports a missing %s in one line', async (name, line) => {
    const ended = await chancery(['anchor'], { ...variables, [name]: '' })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(new RegExp(`^${line}[^\\n]*\\n$`))
  })

  it('reports a node of another chain and an unavailable node in one line', async () => {
    const wrong = await chancery(['anchor'], { ...variables, CHAIN_ID: '5' })
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*chain 31337[^\n]*5[^\n]*\n$/) })
    const unavailable = await chancery(['anchor'], { ...variables, ETH_RPC_URL: 'http://127.0.0.1:9' })
    expect(unavailable).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Request eth_chainId to the node failed[^\n]*\n$/),
    })
  })
})

describe('chancery work, killed while it anchors', () => {
  it.each([
    ['eth_getTransactionCount', 'before'],
    ['eth_sendRawTransaction', 'before'],
    ['eth_sendRawTransaction', 'after'],
    ['eth_getTransactionReceipt', 'after'],
  ] as const)(
    'leaves the anchor to the next process, which sends it once: killed at %s, %s the request',
    async (method, when) => {
      const before = { anchors: (await anchors()).length, sent: await countSent(anvil, key) }
      await create(2)
      const reached = proxy.hold(method, when)
      const worker = await start('src/cli/main.ts', ['work'], variables)
      await worker.prints(/The Chancery worker is running/)
      // A worker requests the receipt in its next turn. A second worker replaces the wait for that turn.
      if (method === 'eth_getTransactionReceipt') {
        await vi.waitFor(async () => expect(await countSent(anvil, key)).toBe(before.sent + 1), { timeout: 30_000 })
        worker.kill('SIGKILL')
        await worker.ended
        await withDatabase((db) => queueJob(db, 'anchor'))
        const second = await start('src/cli/main.ts', ['work'], variables)
        await reached
        second.kill('SIGKILL')
        await second.ended
      } else {
        await reached
        worker.kill('SIGKILL')
        await worker.ended
      }

      proxy.release()
      const next = await start('src/cli/main.ts', ['anchor'], variables)
      await vi.waitFor(async () => expect(await countSent(anvil, key)).toBe(before.sent + 1), {
        ...{ timeout: 30_000, interval: 200 },
      })
      await anvil.send('anvil_mine', ['0x3'])
      expect(await next.ended).toMatchObject({ code: 0 })
      const after = await anchors()
      expect(after).toHaveLength(before.anchors + 1)
      expect(after.at(-1)).toMatchObject({ state: 'confirmed', size: 2 })
      expect(await countSent(anvil, key)).toBe(before.sent + 1)
    },
  )
})
