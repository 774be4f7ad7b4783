import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { SigningKey } from 'ethers/crypto'
import { computeAddress } from 'ethers/transaction'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Chain, ChainUnavailable, WrongChain } from '../../src/chain/chain.ts'
import { connectToNode } from '../../src/chain/jsonRpc.ts'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/chain/anvil.ts'
import { newAddress, ownedBy, refusing } from '../support/chain/contractWallets.ts'
import { startLyingNode } from '../support/chain/lyingNode.ts'

let anvil: Anvil
let chain: Chain
beforeAll(async () => {
  anvil = await startAnvil()
  chain = await connectToNode(anvil.url, ANVIL_CHAIN)
  return () => chain.close()
})

const digest = Buffer.alloc(32, 0x5a)
const owner = new SigningKey(`0x${'11'.repeat(32)}`)
const bytesOf = (signature: { serialized: string }) => Buffer.from(signature.serialized.slice(2), 'hex')
const signature = bytesOf(owner.sign(digest))

async function contract(code: string): Promise<`0x${string}`> {
  const address = newAddress()
  await anvil.setCode(address, code)
  return address
}

describe('acceptsSignature of a contract wallet', () => {
  it('accepts the owner’s signature, and nothing else', async () => {
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(true)
    expect(await chain.acceptsSignature(wallet, Buffer.alloc(32), signature)).toBe(false)
    const stranger = new SigningKey(`0x${'22'.repeat(32)}`)
    expect(await chain.acceptsSignature(wallet, digest, bytesOf(stranger.sign(digest)))).toBe(false)
  })

  it.each([0, 1, 64, 66, 4096])('rejects a signature of %i bytes', async (length) => {
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    expect(await chain.acceptsSignature(wallet, digest, Buffer.alloc(length, 1))).toBe(false)
  })

  it.each(Object.entries(refusing))('rejects a signature for a contract that %s', async (_, code) => {
    const wallet = await contract(code)
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(false)
    // With a digest of zeros, the call data begins like the accepting answer.
    expect(await chain.acceptsSignature(wallet, Buffer.alloc(32), signature)).toBe(false)
  })
})

/** Starts a node that gives this answer to every request. With null, it closes the connection. */
async function startNode(answer: string | null | 'silence', status = 200): Promise<string> {
  const server = createServer((request, response) => {
    if (answer === null) request.socket.destroy()
    else if (answer !== 'silence') response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key` // TCP servers have an AddressInfo.
}

const result = (value: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 1, result: value })
const error = (code: number) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code, message: 'execution reverted' } })

describe('connectToNode', () => {
  it.each([
    ['closes the connection', null, 200],
    ['does not answer', 'silence', 200],
    ['fails', 'Bad Gateway', 502],
    ['limits requests', error(-32005), 429],
    ['returns an error', error(-32000), 200],
    ['reports a revert', error(3), 200],
    ['answers with invalid JSON', 'nonsense', 200],
    ['answers with the wrong type', result({}), 200],
    ['answers with an empty result', result('0x'), 200],
    ['answers every request with its chain id', result('0x1'), 200],
  ])('throws ChainUnavailable for a node that %s', async (_, answer, status) => {
    const node = await connectToNode(await startNode(answer, status), 1, 300)
    onTestFinished(() => node.close())
    const asked = node.acceptsSignature(newAddress(), digest, signature)
    const problem = await asked.catch((reason) => reason)
    expect(problem).toBeInstanceOf(ChainUnavailable)
    // The log must contain neither the address of the node, which may include a key, nor the request.
    expect(JSON.stringify([problem.message, { ...problem }, problem.cause])).not.toMatch(/secret-key|5a5a5a/)
  })

  it('sends no request to a node of another chain', async () => {
    const node = await connectToNode(anvil.url, 1)
    onTestFinished(() => node.close())
    await expect(node.ensureChainId()).rejects.toThrow(WrongChain)
    await expect(node.ensureChainId()).rejects.toThrow(/31337.*\b1\b/)
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    await expect(node.acceptsSignature(wallet, digest, signature)).rejects.toThrow(ChainUnavailable)
  })

  it('sends at most fifty requests concurrently', async () => {
    await chain.ensureChainId()
    const wallet = await contract(refusing['burns all gas'])
    const asked = Array.from({ length: 80 }, () => chain.acceptsSignature(wallet, digest, signature))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(false)
  })

  it('keeps separate limits, so that one caller cannot block the others', async () => {
    const wallet = await contract(refusing['burns all gas'])
    const asking = chain.withOwnLimit()
    await asking.ensureChainId()
    const asked = Promise.allSettled(
      Array.from({ length: 80 }, () => asking.acceptsSignature(wallet, digest, signature)),
    )
    // None of them has reached the node yet.
    await setImmediate()
    const [mine, others] = await Promise.allSettled([
      asking.request('eth_blockNumber', []),
      chain.withOwnLimit().request('eth_blockNumber', []),
    ])
    expect([mine.status, others.status]).toStrictEqual(['rejected', 'fulfilled'])
    await asked
  })

  it('rejects requests while the node is on another chain, until it is back', async () => {
    const liar = await startLyingNode(anvil.url)
    const node = await connectToNode(liar.url, ANVIL_CHAIN)
    await node.request('eth_blockNumber', [])
    liar.falsify((method, result) => (method === 'eth_chainId' ? '0x1' : result))
    await expect(node.ensureChainId({ recheck: true })).rejects.toThrow(WrongChain)
    await expect(node.request('eth_blockNumber', [])).rejects.toThrow(WrongChain)
    liar.falsify((_, result) => result)
    await node.request('eth_blockNumber', [])
  })
})
