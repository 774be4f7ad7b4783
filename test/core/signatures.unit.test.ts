import { describe, expect, it } from 'vitest'
import { type Chain, ChainUnavailable, WrongChain } from '../../src/chain/chain.ts'
import { contractAsker } from '../../src/core/signatures.ts'

const wallet = '0x1111111111111111111111111111111111111111'
const bytes = new Uint8Array(32)

const header = { number: '0x7', hash: `0x${'22'.repeat(32)}`, timestamp: '0x1', baseFeePerGas: '0x1' }
const answers: Record<string, unknown> = { eth_getBlockByNumber: header, eth_getCode: '0x6000' }

type Given = { patience?: number; chain?: number } & Partial<Pick<Chain, 'request' | 'ensureRightOne'>>

/** Asks on chain 1, whose contracts answer so, and for no longer than some milliseconds. */
const ask = (acceptsSignature: Chain['acceptsSignature'] | null, given: Given = {}) => {
  const { patience = 5000, chain = 1, ...more } = given
  const request = async (method: string) => answers[method]
  const ensureRightOne = async () => {}
  const node = acceptsSignature && ({ acceptsSignature, request, ensureRightOne, ...more } as Partial<Chain> as Chain) // All that is asked.
  return contractAsker(node, 1)({ wallet, chain, digest: bytes, bytes }, AbortSignal.timeout(patience))
}

describe('Asking a contract whether it signed', () => {
  it('says what it says', async () => {
    expect(await ask(async () => true)).toBe('accepted')
    expect(await ask(async () => false)).toBe('refused')
  })

  it('says that it cannot be asked where there is no node, or none that answers, in time', async () => {
    expect(await ask(null)).toBe('elsewhere')
    expect(await ask(() => Promise.reject(new ChainUnavailable('down')))).toBe('unavailable')
    expect(await ask(() => new Promise(() => {}), { patience: 10 })).toBe('unavailable')
  })

  it('asks no contract of another chain', async () => {
    expect(await ask(async () => true, { chain: 5 })).toBe('elsewhere')
  })

  it('believes no refusal of a node that has moved to another chain, or has no contract there', async () => {
    const moved = { ensureRightOne: () => Promise.reject(new WrongChain('moved')) }
    expect(await ask(async () => false, moved)).toBe('unavailable')
    const request = async (method: string) => ({ ...answers, eth_getCode: '0x' })[method]
    expect(await ask(async () => false, { request })).toBe('unavailable')
  })

  it('believes what it says as of the newest block, where a node that is behind said no', async () => {
    const behind: Chain['acceptsSignature'] = async (_wallet, _digest, _signature, block) => block === 7
    expect(await ask(behind)).toBe('accepted')
  })

  it('hides no mistake of ours', async () => {
    await expect(ask(() => Promise.reject(new TypeError('oops')))).rejects.toThrow('oops')
  })
})
