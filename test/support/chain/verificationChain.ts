import { readFileSync } from 'node:fs'
import { Interface } from 'ethers/abi'
import { expect, vi } from 'vitest'
import { type Anvil, startAnvil } from './anvil.ts'
import { newAddress } from './contractWallets.ts'

const artifact = JSON.parse(
  readFileSync(new URL('../../../contracts/VerificationStorage.json', import.meta.url), 'utf8'),
)
const storage = new Interface(artifact.abi)

/** The topic of the event `Verification`. */
export const VERIFICATION = storage.getEvent('Verification')?.topicHash ?? ''

/** A chain with the contract that verifiers call. */
export type VerificationChain = Anvil & {
  contract: `0x${string}`
  /** Sends a transaction with this content from any address, in its own block; returns its hash. */
  verify(sender: string, content: string | Uint8Array, to?: string): Promise<string>
  mine(blocks: number): Promise<void>
  head(): Promise<number>
}

/** Starts a node whose chain has the contract. */
export async function startVerificationChain(): Promise<VerificationChain> {
  const anvil = await startAnvil()
  const contract = newAddress()
  await anvil.setCode(contract, artifact.runtimeCode)
  return {
    ...anvil,
    contract,
    async verify(sender, content, to = contract) {
      const data = storage.encodeFunctionData('verify', [typeof content === 'string' ? Buffer.from(content) : content])
      return transact(anvil, sender, to, data)
    },
    async mine(blocks) {
      await anvil.send('anvil_mine', [`0x${blocks.toString(16)}`])
    },
    head: async () => Number(await anvil.send('eth_blockNumber', [])),
  }
}

/** Sends a transaction from any address; returns its hash. */
export async function transact(anvil: Anvil, from: string, to: string, data: string): Promise<string> {
  await anvil.send('anvil_setBalance', [from, `0x${(10n ** 20n).toString(16)}`])
  await anvil.send('anvil_impersonateAccount', [from])
  const gas = `0x${(29_000_000).toString(16)}`
  const hash = await anvil.send('eth_sendTransaction', [{ from, to, data, gas }])
  // It is mined at once, and known a moment later.
  await vi.waitFor(
    async () => {
      const receipt = await anvil.send('eth_getTransactionReceipt', [hash])
      expect(receipt).toMatchObject({ status: '0x1' })
    },
    { timeout: 10_000 },
  )
  return String(hash)
}

const hex = (number: number, bytes: number) => number.toString(16).padStart(2 * bytes, '0')

/** Returns the code of a contract that emits a text of up to 64 bytes so many times, whatever the call. */
export function emitterOf(text: string, times: number): string {
  const bytes = Buffer.from(text).toString('hex').padEnd(128, '0')
  const start = [
    '6020600052', // memory: where the bytes begin,
    `60${hex(text.length, 1)}602052`, // how many there are,
    `7f${bytes.slice(0, 64)}604052`, // and the bytes
    `7f${bytes.slice(64)}606052`,
    `61${hex(times, 2)}`, // a counter
  ].join('')
  const loop = [
    '5b', // again:
    `7f${VERIFICATION.slice(2)}60806000a1`, // emit them,
    '60019003', // count down
    `8061${hex(start.length / 2, 2)}57`, // and go on until there is nothing left
    '00',
  ].join('')
  return `0x${start}${loop}`
}
