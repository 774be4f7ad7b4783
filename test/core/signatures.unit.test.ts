import { describe, expect, it } from 'vitest'
import { type Chain, ChainUnavailable, WrongChain } from '../../src/chain/chain.ts'
import { contractSignatureChecker } from '../../src/core/signatures.ts'

const wallet = '0x1111111111111111111111111111111111111111'
const bytes = new Uint8Array(32)

const header = { number: '0x7', hash: `0x${'22'.repeat(32)}`, timestamp: '0x1', baseFeePerGas: '0x1' }
const answers: Record<string, unknown> = { eth_getBlockByNumber: header, eth_getCode: '0x6000' }

type Given = { patience?: number; chain?: number } & Partial<Pick<Chain, 'request' | 'ensureChainId'>>

/** Asks with a node on chain 1, or with none. `patience` is the timeout in milliseconds. */
const ask = (acceptsSignature: Chain['acceptsSignature'] | null, given: Given = {}) => {
  const { patience = 5000, chain = 1, ...more } = given
  const request = async (method: string) => answers[method]
  const ensureChainId = async () => {}
  const node = acceptsSignature && ({ acceptsSignature, request, ensureChainId, ...more } as Partial<Chain> as Chain) // All that is used.
  return contractSignatureChecker(node, 1)({ wallet, chain, digest: bytes, bytes }, AbortSignal.timeout(patience))
}

describe('contractSignatureChecker', () => {
  it('returns the answer of the contract', async () => {
    expect(await ask(async () => true)).toBe('accepted')
    expect(await ask(async () => false)).toBe('refused')
  })

  it('returns elsewhere without a node, and unavailable when the node fails or times out', async () => {
    expect(await ask(null)).toBe('elsewhere')
    expect(await ask(() => Promise.reject(new ChainUnavailable('down')))).toBe('unavailable')
    expect(await ask(() => new Promise(() => {}), { patience: 10 })).toBe('unavailable')
  })

  it('returns elsewhere for a contract on another chain', async () => {
    expect(await ask(async () => true, { chain: 5 })).toBe('elsewhere')
  })

  it('does not trust a refusal from a node on another chain or without the contract', async () => {
    const moved = { ensureChainId: () => Promise.reject(new WrongChain('moved')) }
    expect(await ask(async () => false, moved)).toBe('unavailable')
    const request = async (method: string) => ({ ...answers, eth_getCode: '0x' })[method]
    expect(await ask(async () => false, { request })).toBe('unavailable')
  })

  it('trusts the answer at the newest block after a refusal from a node that is behind', async () => {
    const behind: Chain['acceptsSignature'] = async (_wallet, _digest, _signature, block) => block === 7
    expect(await ask(behind)).toBe('accepted')
  })

  it('passes on an unexpected error', async () => {
    await expect(ask(() => Promise.reject(new TypeError('oops')))).rejects.toThrow('oops')
  })
})
