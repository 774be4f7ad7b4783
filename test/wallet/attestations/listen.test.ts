import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Chain, ChainUnavailable, TooLate, TooLong } from '../../../src/chain/chain.ts'
import { connectToNode } from '../../../src/chain/jsonRpc.ts'
import { readConfig } from '../../../src/core/config.ts'
import type { Blocks, IpfsStore } from '../../../src/ipfs/store.ts'
import { startWorker } from '../../../src/server/worker.ts'
import { listenToAttestations } from '../../../src/wallet/attestations/listen.ts'
import { ANVIL_CHAIN } from '../../support/chain/anvil.ts'
import { newAddress } from '../../support/chain/contractWallets.ts'
import { type Lie, startLyingNode } from '../../support/chain/lyingNode.ts'
import {
  emitterOf,
  startVerificationChain,
  transact,
  type VerificationChain,
} from '../../support/chain/verificationChain.ts'
import { clear } from '../../support/database/contents.ts'
import { streamOf } from '../../support/files/files.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { queueJob } from '../../support/server/jobs.ts'
import { documented, newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

// Uses a real chain, the real API and a real store. Faulty nodes are proxies in front of the real one.

const CONFIRMATIONS = 3

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

let chain: VerificationChain
let node: Chain
const logged: object[] = []
beforeEach(async () => {
  await clear(server.db.pool)
  chain = await startVerificationChain()
  node = await connectToNode(chain.url, ANVIL_CHAIN)
})
afterEach(async () => {
  node.close()
  await chain.kill()
  logged.length = 0
})

type Settings = { chain?: Chain; ipfs?: Blocks; now?: Date; confirmations?: number; from?: number }

function listen({ chain: asked = node, ipfs = server.ipfs, now, confirmations, from = 0 }: Settings = {}) {
  const listener = {
    ...{ db: server.db, chain: asked, ipfs, contract: chain.contract, chainId: ANVIL_CHAIN },
    ...{ chainConfirmations: confirmations ?? CONFIRMATIONS, verificationFromBlock: from },
    log: { error: (details: object) => logged.push(details) },
  }
  return listenToAttestations(listener, () => now ?? new Date())
}

const post = (path: string, wallet: TestWallet, body: object = {}) =>
  server.http.post(`/api/v1${path}`).set(wallet.headers).send(body).expect(200)

/** Creates an attestation that a holder requests. Unless `pending` is false, its verifier announces a transaction. */
async function requested({ pending = true, verifier = newWallet() } = {}) {
  const [issuer, holder] = [newWallet(), newWallet()]
  const facts = { ...documented.body, holder_eth_address: holder.address }
  const certificate: string = (await post('/certificates/', issuer, facts)).body.certificate_pk
  const body = { certificate, verifier: verifier.address, verifier_type: 2 }
  const { id } = (await post('/verifications/', holder, body)).body
  if (pending) await post(`/verifications/${id}/set_pending_by_id/`, verifier)
  return { id: String(id), certificate, holder, verifier }
}

const put = async (content: string | Uint8Array) => String(await server.ipfs.add(streamOf(Buffer.from(content))))
const naming = (...ids: string[]) => put(JSON.stringify(ids.map((id) => ({ id, state: 'pending' }))))

const stateOf = async (id: string) => (await server.db.prisma.attestation.findUniqueOrThrow({ where: { id } })).state
const events = () => server.db.prisma.attestationEvent.findMany({ orderBy: { id: 'asc' } })
const lastBlock = async () => {
  const { _max } = await server.db.prisma.listenedBlock.aggregate({ _max: { number: true } })
  return Number(_max.number)
}
const DAY = 86_400_000
const after = (ms: number) => new Date(Date.now() + ms)

describe('listenToAttestations: states of an attestation', () => {
  it('sets an attestation to verified after enough confirmations, with its transaction and block', async () => {
    const { id, certificate, holder, verifier } = await requested()
    const cid = await naming(id)
    const transaction = await chain.verify(verifier.address, cid)
    const block = await chain.head()
    await listen()
    expect(await stateOf(id)).toBe('pending')
    await chain.mine(CONFIRMATIONS)
    await listen()

    const shown = await server.http.get(`/api/v1/verifications/${id}/`).set(holder.headers).expect(200)
    expect(shown.body).toMatchObject({
      ...{ state: 'verified', tx_hash: transaction, block_number: block, meta_ipfs_hash: cid },
      block_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    })
    const { body } = await server.http.get(`/api/v1/certificates/${certificate}/`).expect(200)
    expect(body.verifications).toMatchObject([[{ id, verifier_eth_address: verifier.address, tx_hash: transaction }]])
    const again = server.http.post(`/api/v1/verifications/${id}/set_open_by_id/`).set(verifier.headers)
    await again.expect(409)
  })

  it.each(['requested', 'open'])(
    'verifies an attestation in state %s, although its verifier announced no transaction',
    async (state) => {
      const { id, verifier } = await requested({ pending: false })
      if (state === 'open') await post(`/verifications/${id}/set_open_by_id/`, verifier)
      await chain.verify(verifier.address, await naming(id))
      await listen({ confirmations: 0 })
      expect(await stateOf(id)).toBe('verified')
    },
  )

  it('leaves a rejected attestation rejected', async () => {
    const { id, verifier } = await requested({ pending: false })
    await post(`/verifications/${id}/reject_by_id/`, verifier)
    await chain.verify(verifier.address, await naming(id))
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('rejected')
  })

  it('verifies an attestation only by events of its own verifier', async () => {
    const { id, holder, verifier } = await requested()
    const { verifier: other } = await requested()
    const cid = await naming(id)
    for (const sender of [holder.address, newAddress(), other.address]) await chain.verify(sender, cid)
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('pending')
    expect((await events()).map(({ state, reason }) => [state, reason])).toStrictEqual([
      ['ignored', 'No attestation is requested from the sender.'],
      ['ignored', 'No attestation is requested from the sender.'],
      ['ignored', 'The document names no attestation requested from the sender.'],
    ])
    await chain.verify(verifier.address, cid)
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('verified')
  })

  it('ignores an event that the verifier sent through another contract', async () => {
    const { id, verifier } = await requested()
    const [trap, cid] = [newAddress(), await naming(id)]
    // Forwards its call data to the contract.
    await chain.setCode(trap, `0x366000600037600060003660006000${'73'}${chain.contract.slice(2)}5af100`)
    await chain.verify(verifier.address, cid, trap)
    await listen({ confirmations: 0 })
    expect(await events()).toMatchObject([
      { state: 'ignored', reason: 'The sender did not call the contract directly.' },
    ])
    expect(await stateOf(id)).toBe('pending')
  })

  it('verifies several attestations by one event, and skips unknown ids and those of other verifiers', async () => {
    const verifier = newWallet()
    const [one, two, other] = [await requested({ verifier }), await requested({ verifier }), await requested()]
    const entries = [{ id: one.id }, null, 7, 'x', { id: 5 }, { id: 'x' }, { id: randomUUID() }, [], { id: other.id }]
    const cid = await put(JSON.stringify([...entries, { id: two.id.toUpperCase(), certificate: { id: 'whatever' } }]))
    await chain.verify(verifier.address, cid)
    await listen({ confirmations: 0 })
    expect([await stateOf(one.id), await stateOf(two.id), await stateOf(other.id)]).toStrictEqual([
      ...['verified', 'verified', 'pending'],
    ])
  })

  it('verifies attestations that many events name in different orders', async () => {
    const verifier = newWallet()
    const ids: string[] = []
    for (let index = 0; index < 24; index += 1) ids.push((await requested({ verifier })).id)
    for (let turn = 0; turn < 12; turn += 1) {
      const turned = [...ids.slice(2 * turn), ...ids.slice(0, 2 * turn)]
      await chain.verify(verifier.address, await naming(...(turn % 2 === 0 ? turned : turned.reverse())))
    }
    await listen({ confirmations: 0 })
    for (const id of ids) expect(await stateOf(id)).toBe('verified')
    expect(new Set((await events()).map(({ state }) => state))).toStrictEqual(new Set(['read']))
  })

  it('accepts a second event that names the same attestation', async () => {
    const { id, verifier } = await requested()
    const cid = await naming(id)
    const hashes = [await chain.verify(verifier.address, cid), await chain.verify(verifier.address, cid)]
    await listen({ confirmations: 0 })
    await listen({ confirmations: 0 })
    const { event } = await server.db.prisma.attestation.findUniqueOrThrow({ where: { id }, include: { event: true } })
    // Both events are read in parallel: either may be recorded.
    expect(hashes).toContain(event?.transactionHash)
    expect((await events()).map(({ state }) => state)).toStrictEqual(['read', 'read'])
  })
})

describe('listenToAttestations: reading blocks', () => {
  it('starts at the configured block, and continues after the last block that any listener read', async () => {
    const early = await requested()
    await chain.verify(early.verifier.address, await naming(early.id))
    const from = (await chain.head()) + 1
    const late = await requested()
    await chain.verify(late.verifier.address, await naming(late.id))
    await listen({ confirmations: 0, from })
    expect([await stateOf(early.id), await stateOf(late.id)]).toStrictEqual(['pending', 'verified'])

    const next = await requested()
    await chain.verify(next.verifier.address, await naming(next.id))
    const watched = await startLyingNode(chain.url)
    const other = await connectToNode(watched.url, ANVIL_CHAIN)
    const ranges: unknown[] = []
    watched.falsify((method, result, params) => {
      if (method === 'eth_getLogs') ranges.push(params[0])
      return result
    })
    await listen({ chain: other, confirmations: 0, from: 0 })
    other.close()
    expect(await stateOf(next.id)).toBe('verified')
    const block = `0x${(await chain.head()).toString(16)}`
    expect(ranges).toMatchObject([{ fromBlock: block, toBlock: block }])
  })

  it('reads each event once when several listeners run concurrently', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => requested()))
    for (const { id, verifier } of all) await chain.verify(verifier.address, await naming(id))
    await Promise.all(Array.from({ length: 6 }, () => listen({ confirmations: 0 })))
    for (const { id } of all) expect(await stateOf(id)).toBe('verified')
    expect(await events()).toHaveLength(5)
  })

  it('continues the work of a worker that was stopped during the job', async () => {
    const { id, verifier } = await requested()
    await chain.verify(verifier.address, await naming(id))
    let isReading = false
    const hanging = {
      ...server.ipfs,
      block(): Promise<null> {
        isReading = true
        return new Promise(() => {})
      },
    }
    const work = (ipfs: IpfsStore) =>
      startWorker({
        db: server.db,
        config: {
          ...{ ...readConfig({}), dataDir: server.dataDir, chainId: ANVIL_CHAIN, chainConfirmations: 0 },
          verificationContract: chain.contract,
        },
        ...{ ipfs, chain: node, publicUrl: server.url, log: { error: (details: object) => logged.push(details) } },
      })
    const first = await work(hanging)
    expect((await server.db.pool.query("SELECT cron FROM jobs.schedule WHERE name = 'listen'")).rowCount).toBe(1)
    await queueJob(server.db, 'listen')
    await vi.waitFor(() => expect(isReading).toBe(true), 20_000)
    await first.stop()
    expect(await stateOf(id)).toBe('pending')
    expect(await events()).toMatchObject([{ state: 'waiting', attempts: 0 }])

    const second = await work(server.ipfs)
    const look = async () => {
      // The stopped job may not have ended yet, and only one may run at a time.
      await queueJob(server.db, 'listen').catch(() => {})
      expect(await stateOf(id)).toBe('verified')
    }
    await vi.waitFor(look, { timeout: 20_000, interval: 500 })
    await second.stop()
  })

  it('halves the block range when the node rejects large results', async () => {
    const { id, verifier } = await requested()
    await chain.mine(60)
    await chain.verify(verifier.address, await naming(id))
    await chain.mine(20)
    const small = await startLyingNode(chain.url)
    small.falsify((method, result, params) => {
      if (method !== 'eth_getLogs') return result
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string }
      return Number(toBlock) - Number(fromBlock) < 10 ? result : new Error('query returned more than 10000 results')
    })
    const modest = await connectToNode(small.url, ANVIL_CHAIN)
    await listen({ chain: modest, confirmations: 0 })
    modest.close()
    expect(await stateOf(id)).toBe('verified')
    expect(await lastBlock()).toBe(await chain.head())
  })

  it('throws while the node is unavailable, and still processes the events that it read before', async () => {
    const [heard, unheard] = [await requested(), await requested()]
    const cid = await naming(heard.id)
    await chain.verify(heard.verifier.address, cid)
    const none: Blocks = { block: async () => null }
    await listen({ ipfs: none, confirmations: 0 })
    await chain.verify(unheard.verifier.address, await naming(unheard.id))
    const state = await chain.send('anvil_dumpState', [])
    await chain.kill()
    await expect(listen({ now: after(60_000), confirmations: 0 })).rejects.toBeInstanceOf(ChainUnavailable)
    expect([await stateOf(heard.id), await stateOf(unheard.id)]).toStrictEqual(['verified', 'pending'])
    expect(state).toBeDefined()
  })

  it('reads a block by its transactions when eth_getLogs fails, and skips receipts that are too long', async () => {
    const [one, other] = [await requested(), await requested()]
    await chain.verify(one.verifier.address, await naming(one.id))
    const long = await chain.verify(other.verifier.address, await naming(other.id))
    await chain.mine(1)
    const refusing = (what: (method: string, params: unknown[]) => Error | null): Chain => ({
      ...node,
      async request(method, params) {
        const error = what(method, params)
        if (error) throw error
        return node.request(method, params)
      },
    })
    const tooLate = refusing((method) => (method === 'eth_getLogs' ? new TooLate('late') : null))
    await listen({ chain: tooLate, confirmations: 1 })
    expect([await stateOf(one.id), await stateOf(other.id)]).toStrictEqual(['verified', 'verified'])
    expect(logged).toStrictEqual([])

    await clear(server.db.pool)
    const again = await requested()
    await chain.verify(again.verifier.address, await naming(again.id))
    const tooLong = refusing((method, [of]) =>
      method === 'eth_getLogs' || (method === 'eth_getTransactionReceipt' && of === long) ? new TooLong('long') : null,
    )
    await listen({ chain: tooLong, confirmations: 0 })
    expect(await stateOf(again.id)).toBe('verified')
    expect(logged).toMatchObject([{ transaction: long }])
    expect(await lastBlock()).toBe(await chain.head())
  })

  it('skips 10,000 garbage events in one block', async () => {
    const { id, verifier } = await requested()
    const cid = await naming(id)
    const code = await chain.send('eth_getCode', [chain.contract, 'latest'])
    await chain.setCode(chain.contract, emitterOf('garbage', 10_000))
    await transact(chain, newAddress(), chain.contract, '0x')
    await chain.setCode(chain.contract, String(code))
    await chain.verify(verifier.address, cid)
    const start = performance.now()
    await listen({ confirmations: 0 })
    const took = performance.now() - start
    expect(await stateOf(id)).toBe('verified')
    expect(
      await server.db.prisma.attestationEvent.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } }),
    ).toStrictEqual([
      { state: 'read', _count: 1 },
      { state: 'ignored', _count: 10_000 },
    ])
    expect(took).toBeLessThan(20_000)
  })
})

describe('listenToAttestations: reorganizations', () => {
  it('reverts an attestation when its block is dropped, and verifies it when the event is mined again', async () => {
    const { id, certificate, verifier } = await requested()
    const unaffected = await requested({ pending: false })
    await chain.verify(unaffected.verifier.address, await naming(unaffected.id))
    await chain.mine(2)
    await listen({ confirmations: 0 })
    const snapshot = await chain.send('evm_snapshot', [])
    const cid = await naming(id)
    await chain.verify(verifier.address, cid)
    await chain.mine(2)
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('verified')

    await chain.send('evm_revert', [snapshot])
    await chain.send('evm_increaseTime', [100])
    await chain.mine(5)
    await listen({ confirmations: 0 })
    expect([await stateOf(id), await stateOf(unaffected.id)]).toStrictEqual(['pending', 'verified'])
    expect(logged).toMatchObject([{ verifications: 1 }])
    const { body } = await server.http.get(`/api/v1/certificates/${certificate}/`).expect(200)
    expect(body.verifications).toStrictEqual([])
    expect(await events()).toHaveLength(1)

    await chain.verify(verifier.address, cid)
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('verified')
  })

  it('detects a reorganization made by anvil_reorg', async () => {
    const { id, verifier } = await requested({ pending: false })
    await chain.mine(5)
    await chain.verify(verifier.address, await naming(id))
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('verified')
    await chain.send('anvil_reorg', [3, []])
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('requested')
  })

  it('ignores a reorganization of unconfirmed blocks', async () => {
    const { id, verifier } = await requested()
    await chain.mine(5)
    await listen()
    const snapshot = await chain.send('evm_snapshot', [])
    await chain.verify(verifier.address, await naming(id))
    await chain.mine(CONFIRMATIONS - 1)
    await listen()
    await chain.send('evm_revert', [snapshot])
    await chain.mine(10)
    await listen()
    expect(await stateOf(id)).toBe('pending')
    expect([await events(), logged]).toStrictEqual([[], []])
  })

  it('keeps an attestation verified when a reorganization drops one of its two events', async () => {
    const { id, verifier } = await requested()
    const cid = await naming(id)
    await chain.verify(verifier.address, cid)
    const first = await chain.head()
    const none: Blocks = { block: async () => null }
    await listen({ ipfs: none, confirmations: 0 })
    const snapshot = await chain.send('evm_snapshot', [])
    await chain.verify(verifier.address, cid)
    await listen({ confirmations: 0 })
    await listen({ confirmations: 0, now: after(120_000) })
    const by = async () => {
      const found = await server.db.prisma.attestation.findUniqueOrThrow({ where: { id }, include: { event: true } })
      return Number(found.event?.blockNumber)
    }
    expect(await by()).toBe(first + 1)
    await chain.send('evm_revert', [snapshot])
    await chain.mine(5)
    await listen({ confirmations: 0, now: after(240_000) })
    expect([await stateOf(id), await by()]).toStrictEqual(['verified', first])
  })

  it('starts over when a reorganization is deeper than the stored blocks', async () => {
    const { id, verifier } = await requested()
    const snapshot = await chain.send('evm_snapshot', [])
    await chain.verify(verifier.address, await naming(id))
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('verified')
    await server.db.prisma.listenedBlock.deleteMany({ where: { number: { gt: -1, lt: await lastBlock() } } })
    await chain.send('evm_revert', [snapshot])
    await chain.mine(5)
    await listen({ confirmations: 0 })
    expect(await stateOf(id)).toBe('pending')
    expect(await lastBlock()).toBe(await chain.head())
  })

  it('does not mistake a lagging node for a reorganization', async () => {
    const { id, verifier } = await requested()
    const snapshot = await chain.send('evm_snapshot', [])
    await chain.verify(verifier.address, await naming(id))
    await chain.mine(3)
    await listen({ confirmations: 0 })
    const block = await lastBlock()
    await chain.send('evm_revert', [snapshot])
    await listen({ confirmations: 0 })
    expect([await stateOf(id), await lastBlock(), logged]).toStrictEqual(['verified', block, []])
  })

  it('stores at most the last hundred blocks and the first', async () => {
    for (let index = 0; index < 105; index += 1) {
      await chain.mine(1)
      await listen({ confirmations: 0 })
    }
    expect(await server.db.prisma.listenedBlock.count()).toBe(101)
    expect(await lastBlock()).toBe(await chain.head())
  })
})

describe('listenToAttestations: faulty nodes', () => {
  const fake = `0x${'ab'.repeat(32)}`
  const each = (result: unknown, change: object) => (result as object[]).map((one) => ({ ...one, ...change }))
  const changed = (result: unknown, change: object) => ({ ...(result as object), ...change })

  const lies: Record<string, Lie> = {
    'events of another contract': (method, result) =>
      method === 'eth_getLogs' ? each(result, { address: newAddress() }) : result,
    'another event': (method, result) => (method === 'eth_getLogs' ? each(result, { topics: [fake] }) : result),
    'events of blocks outside the range': (method, result) =>
      method === 'eth_getLogs' ? each(result, { blockNumber: '0xffffff' }) : result,
    'events with another block hash': (method, result) =>
      method === 'eth_getLogs' ? each(result, { blockHash: fake }) : result,
    'no events': (method, result) => (method === 'eth_getLogs' ? [] : result),
    'no events for the filtered query': (method, result, [filter]) =>
      method === 'eth_getLogs' && 'topics' in (filter as object) ? [] : result,
    'removed events': (method, result) => (method === 'eth_getLogs' ? each(result, { removed: true }) : result),
    'an object instead of a list': (method, result) => (method === 'eth_getLogs' ? { logs: result } : result),
    'invalid entries': (method, result) => (method === 'eth_getLogs' ? [null, 5, 'x'] : result),
    'invalid numbers': (method, result) => (method === 'eth_getLogs' ? each(result, { logIndex: '0x' }) : result),
    'invalid bytes': (method, result) => (method === 'eth_getLogs' ? each(result, { data: '0x0' }) : result),
    'another transaction': (method, result) =>
      method === 'eth_getTransactionByBlockHashAndIndex' ? changed(result, { hash: fake }) : result,
    'a transaction of another block': (method, result) =>
      method === 'eth_getTransactionByBlockHashAndIndex' ? changed(result, { blockHash: fake }) : result,
    'no transaction': (method, result) => (method === 'eth_getTransactionByBlockHashAndIndex' ? null : result),
    'an invalid sender': (method, result) =>
      method === 'eth_getTransactionByBlockHashAndIndex' ? changed(result, { from: 'me' }) : result,
    'an invalid number of its newest block': (method, result) =>
      method === 'eth_getBlockByNumber' ? changed(result, { number: 'latest' }) : result,
  }

  it.each(Object.entries(lies))(
    'throws and changes nothing while the node returns %s, and recovers with correct answers',
    async (_, lie) => {
      const { id, verifier } = await requested()
      await chain.verify(verifier.address, await naming(id))
      const liar = await startLyingNode(chain.url)
      const asked = await connectToNode(liar.url, ANVIL_CHAIN)
      liar.falsify(lie)
      await expect(listen({ chain: asked, confirmations: 0 })).rejects.toBeInstanceOf(ChainUnavailable)
      expect(await stateOf(id)).toBe('pending')
      expect(await events()).toStrictEqual([])
      liar.falsify((_method, result) => result)
      await listen({ chain: asked, confirmations: 0 })
      asked.close()
      expect(await stateOf(id)).toBe('verified')
    },
  )

  it('accepts an empty result when other events fill the bloom filter of the block', async () => {
    const crowd = newAddress()
    // 8,000 events with topics 1, 2, 3 …: together they set all bits of the bloom filter that matter.
    await chain.setCode(crowd, `0x611f405b8060006000a160019003${'80600357'}00`)
    await transact(chain, newAddress(), crowd, '0x')
    const watched = await startLyingNode(chain.url)
    const asked = await connectToNode(watched.url, ANVIL_CHAIN)
    await listen({ chain: asked, confirmations: 0 })
    expect(await lastBlock()).toBe(await chain.head())
    // If the node rejects the query for all events, the listener accepts a result that the node repeats.
    const modest = await startLyingNode(chain.url)
    modest.falsify((method, result, [filter]) =>
      method === 'eth_getLogs' && !('topics' in (filter as object)) ? new Error('too many results') : result,
    )
    await server.db.prisma.listenedBlock.deleteMany()
    const second = await connectToNode(modest.url, ANVIL_CHAIN)
    await listen({ chain: second, confirmations: 0 })
    expect(await lastBlock()).toBe(await chain.head())
    asked.close()
    second.close()
  })

  it('throws and reverts nothing when the node has moved to another chain', async () => {
    const { id, verifier } = await requested()
    await chain.verify(verifier.address, await naming(id))
    await listen({ confirmations: 0 })
    const moving = await startLyingNode(chain.url)
    const asked = await connectToNode(moving.url, ANVIL_CHAIN)
    await asked.ensureChainId()
    const other = await startVerificationChain()
    await other.mine(10)
    moving.moveTo(other.url)
    moving.falsify((method, result) => (method === 'eth_chainId' ? '0x5' : result))
    await expect(listen({ chain: asked, confirmations: 0 })).rejects.toThrow('on chain 5')
    expect([await stateOf(id), logged]).toStrictEqual(['verified', []])
    asked.close()
    await other.kill()
  })

  it('throws and reverts nothing when the node returns blocks that do not follow each other', async () => {
    const { id, verifier } = await requested()
    await chain.verify(verifier.address, await naming(id))
    await listen({ confirmations: 0 })
    const liar = await startLyingNode(chain.url)
    const asked = await connectToNode(liar.url, ANVIL_CHAIN)
    liar.falsify((method, result) => (method === 'eth_getBlockByNumber' ? changed(result, { hash: fake }) : result))
    await expect(listen({ chain: asked, confirmations: 0 })).rejects.toThrow('does not follow the block before it')
    asked.close()
    expect(await stateOf(id)).toBe('verified')
  })
})

describe('listenToAttestations: documents that events name', () => {
  const garbage: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['bytes', new Uint8Array([0, 255, 254])],
    ['a text', 'hello'],
    ['a link', 'https://ipfs.io/ipfs/Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'],
    ['a long text', 'Q'.repeat(5000)],
    ['a CID followed by a space', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL '],
  ]

  it.each(garbage)('ignores an event that names no CID: %s', async (_, content) => {
    const { verifier } = await requested()
    await chain.verify(verifier.address, content)
    await listen({ confirmations: 0 })
    expect(await events()).toMatchObject([{ state: 'ignored', reason: 'The event contains no CID.', ipfsHash: null }])
    expect(await lastBlock()).toBe(await chain.head())
  })

  const wrong: [string, string | Uint8Array, string][] = [
    ['not JSON', 'hello', 'not a JSON array'],
    ['not text', new Uint8Array([0xff, 0xfe]), 'not a JSON array'],
    ['an empty file', '', 'not a JSON array'],
    ['an object', '{"id":"9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99"}', 'not a JSON array'],
    ['deeply nested and incomplete', '['.repeat(100_000), 'not a JSON array'],
    ['deeply nested', '['.repeat(100_000) + ']'.repeat(100_000), 'not a JSON array'],
    ['an empty array', '[]', 'no ids'],
    ['without ids', '[{"id":1},{"ID":"x"},null]', 'no ids'],
    ['too large', `[${' '.repeat(1024 * 1024)}]`, 'longer than'],
  ]

  it.each(wrong)('ignores an event whose document is %s', async (_, content, reason) => {
    const { verifier } = await requested()
    await chain.verify(verifier.address, await put(content))
    await listen({ confirmations: 0 })
    expect(await events()).toMatchObject([{ state: 'ignored', reason: expect.stringContaining(reason) }])
  })

  it('ignores or retries an event whose CID is not of a file', async () => {
    const { verifier } = await requested()
    // An empty directory, and a block of another codec.
    await chain.verify(verifier.address, 'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn')
    await chain.verify(verifier.address, 'bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua')
    await listen({ confirmations: 0 })
    for (const { state } of await events()) expect(['waiting', 'ignored']).toContain(state)
  })

  it('retries a missing document with growing delays, and processes later events meanwhile', async () => {
    const [missing, there] = [await requested(), await requested()]
    const content = JSON.stringify([{ id: missing.id }])
    const cid = await put(content)
    let isThere = false
    const ipfs: Blocks = {
      block: async (of, signal) => (isThere || String(of) !== cid ? server.ipfs.block(of, signal) : null),
    }
    await chain.verify(missing.verifier.address, cid)
    await chain.verify(there.verifier.address, await naming(there.id))
    await listen({ ipfs, confirmations: 0 })
    expect([await stateOf(missing.id), await stateOf(there.id)]).toStrictEqual(['pending', 'verified'])
    const waits: number[] = []
    for (let attempt = 1; attempt < 12; attempt += 1) {
      const [event] = await events()
      expect(event).toMatchObject({ state: 'waiting', attempts: attempt, reason: `Block ${cid} was not found.` })
      const at = event?.nextAttemptAt ?? new Date()
      await listen({ ipfs, confirmations: 0, now: new Date(at.getTime() - 1) })
      expect((await events())[0]?.attempts).toBe(attempt)
      await listen({ ipfs, confirmations: 0, now: at })
      waits.push(((await events())[0]?.nextAttemptAt.getTime() ?? 0) - at.getTime())
    }
    expect(waits.map((wait) => wait / 60_000)).toStrictEqual([2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360])
    isThere = true
    await listen({ ipfs, confirmations: 0, now: after(6 * DAY) })
    expect(await stateOf(missing.id)).toBe('verified')
  })

  it('gives up a document after a week without the store', async () => {
    const { id, verifier } = await requested()
    await chain.verify(verifier.address, await naming(id))
    const down: Blocks = { block: () => Promise.reject(new Error('The store is down.')) }
    await listen({ ipfs: down, confirmations: 0 })
    await listen({ ipfs: down, confirmations: 0, now: after(7 * DAY) })
    expect(await events()).toMatchObject([{ state: 'given_up', reason: 'The store is down.' }])
    await listen({ confirmations: 0, now: after(8 * DAY) })
    expect(await stateOf(id)).toBe('pending')
  })

  it('retries a document later when the store does not answer within 10 seconds', async () => {
    const { id, verifier } = await requested()
    const cid = await naming(id)
    await chain.verify(verifier.address, cid)
    await listen({ ipfs: { block: () => new Promise(() => {}) }, confirmations: 0 })
    expect(await events()).toMatchObject([
      { state: 'waiting', attempts: 1, reason: expect.stringContaining('10 seconds') },
    ])
  })

  it('reads documents in turns, so that a sender with many missing documents does not delay others', async () => {
    const [noisy, quiet] = [await requested(), await requested()]
    const code = await chain.send('eth_getCode', [chain.contract, 'latest'])
    await chain.setCode(chain.contract, emitterOf('Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL', 200))
    await transact(chain, noisy.verifier.address, chain.contract, '0x')
    await chain.setCode(chain.contract, String(code))
    await chain.verify(quiet.verifier.address, await naming(quiet.id))
    let asked = 0
    const ipfs: Blocks = {
      block: async (cid, signal) => {
        const found = await server.ipfs.block(cid, signal)
        if (!found) asked += 1
        else expect(asked).toBeLessThan(17)
        return found
      },
    }
    await listen({ ipfs, confirmations: 0 })
    expect(await stateOf(quiet.id)).toBe('verified')
    expect(asked).toBe(200)
  })
})
