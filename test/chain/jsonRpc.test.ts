import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SigningKey } from 'ethers/crypto'
import { computeAddress } from 'ethers/transaction'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Chain, ChainUnavailable, WrongChain } from '../../src/chain/chain.ts'
import { connectToNode } from '../../src/chain/jsonRpc.ts'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/anvil.ts'
import { newAddress, ownedBy, refusing } from '../support/contractWallets.ts'

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

describe('A wallet that is a contract', () => {
  it('accepts what its owner signed, and nothing else', async () => {
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(true)
    expect(await chain.acceptsSignature(wallet, Buffer.alloc(32), signature)).toBe(false)
    const stranger = new SigningKey(`0x${'22'.repeat(32)}`)
    expect(await chain.acceptsSignature(wallet, digest, bytesOf(stranger.sign(digest)))).toBe(false)
  })

  it.each([0, 1, 64, 66, 4096])('may be asked about a signature of %i bytes', async (length) => {
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    expect(await chain.acceptsSignature(wallet, digest, Buffer.alloc(length, 1))).toBe(false)
  })

  it.each(Object.entries(refusing))('accepts nothing where it %s', async (_, code) => {
    const wallet = await contract(code)
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(false)
    // The question itself then begins as the answer that is wanted.
    expect(await chain.acceptsSignature(wallet, Buffer.alloc(32), signature)).toBe(false)
  })
})

/** A node that says this to everything; null: it hangs up. */
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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key` // A TCP server has no other kind.
}

const result = (value: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 1, result: value })
const error = (code: number) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code, message: 'execution reverted' } })

describe('A node', () => {
  it.each([
    ['hangs up', null, 200],
    ['does not answer', 'silence', 200],
    ['fails', 'Bad Gateway', 502],
    ['has had too many requests', error(-32005), 429],
    ['says no', error(-32000), 200],
    ['says that something reverted', error(3), 200],
    ['answers nonsense', 'nonsense', 200],
    ['answers with the wrong thing', result({}), 200],
    ['answers with nothing', result('0x'), 200],
    ['answers with its chain only', result('0x1'), 200],
  ])('that %s cannot be asked, which says nothing of the signature', async (_, answer, status) => {
    const node = await connectToNode(await startNode(answer, status), 1, 300)
    onTestFinished(() => node.close())
    const asked = node.acceptsSignature(newAddress(), digest, signature)
    const problem = await asked.catch((reason) => reason)
    expect(problem).toBeInstanceOf(ChainUnavailable)
    // What reaches the log has neither the node's address, which may hold a key, nor what it was asked.
    expect(JSON.stringify([problem.message, { ...problem }, problem.cause])).not.toMatch(/secret-key|5a5a5a/)
  })

  it('of another chain is not asked', async () => {
    const node = await connectToNode(anvil.url, 1)
    onTestFinished(() => node.close())
    await expect(node.ensureRightOne()).rejects.toThrow(WrongChain)
    await expect(node.ensureRightOne()).rejects.toThrow(/31337.*\b1\b/)
    const wallet = await contract(ownedBy(computeAddress(owner.publicKey)))
    await expect(node.acceptsSignature(wallet, digest, signature)).rejects.toThrow(ChainUnavailable)
  })

  it('is asked fifty things at once, at most', async () => {
    await chain.ensureRightOne()
    const wallet = await contract(refusing['burns all gas'])
    const asked = Array.from({ length: 80 }, () => chain.acceptsSignature(wallet, digest, signature))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
    expect(await chain.acceptsSignature(wallet, digest, signature)).toBe(false)
  })
})
