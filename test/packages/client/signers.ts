import type { Eip1193Provider, NewWalletCertificate, Signer } from '@chancery/client'
import { Wallet } from 'ethers'
import { createWalletClient, custom, type EIP1193RequestFn } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { newWallet } from '../../support/wallet/wallets.ts'

/** Reads a whole list. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = []
  for await (const item of items) read.push(item)
  return read
}

export type Key = `0x${string}`
export const newKey = () => newWallet().privateKey as Key // ethers writes 0x.

/** A wallet as browsers have it: it returns its address in lower case, and accepts typed data as JSON only. */
export function providerOf(key: Key): Eip1193Provider & { calls: string[] } {
  const account = privateKeyToAccount(key)
  const calls: string[] = []
  return {
    calls,
    async request({ method, params }) {
      calls.push(method)
      const given = params as string[] // Of these methods.
      switch (method) {
        case 'eth_requestAccounts':
          return [account.address.toLowerCase()]
        case 'eth_chainId':
          return '0x1'
        case 'personal_sign':
          return account.signMessage({ message: { raw: given[0] as Key } })
        case 'eth_signTypedData_v4':
          return account.signTypedData(JSON.parse(given[1] ?? ''))
        default:
          throw new Error(`Unknown method: ${method}`)
      }
    },
  }
}

export const signers: [string, (key: Key) => Signer][] = [
  ['a wallet of ethers', (key) => new Wallet(key)],
  ['an account of viem', (key) => privateKeyToAccount(key)],
  [
    'a wallet client of viem with a key',
    (key) =>
      createWalletClient({ account: privateKeyToAccount(key), transport: custom({ request: async () => '0x1' }) }),
  ],
  [
    'a wallet client of viem with a browser wallet',
    (key) => {
      const request = providerOf(key).request as EIP1193RequestFn // It has the methods that are called.
      return createWalletClient({ account: privateKeyToAccount(key).address, transport: custom({ request }) })
    },
  ],
  ['a browser wallet (EIP-1193)', providerOf],
]

export const contentFor = (holder: string, more: Partial<NewWalletCertificate> = {}): NewWalletCertificate => ({
  institution_title: 'Open Source University',
  institution_link: 'http://example.com',
  certificate_title: 'Introduction to Python',
  holder_eth_address: holder,
  ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
  ...more,
})
