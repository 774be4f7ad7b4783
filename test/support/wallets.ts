import { Wallet } from 'ethers/wallet'

/** A wallet for tests, and the headers with which it signs a request as BDN's clients do. */
export type TestWallet = { address: string; headers: Record<string, string> }

export function newWallet(): TestWallet {
  const wallet = Wallet.createRandom()
  return {
    address: wallet.address.toLowerCase(),
    headers: { 'Auth-Eth-Address': wallet.address, 'Auth-Signature': wallet.signMessageSync(wallet.address) },
  }
}

/** The request of BDN's documentation, byte for byte. */
export const documented = {
  headers: {
    'Auth-Eth-Address': 'D2BE64317Eb1832309DF8c8C18B09871809f3735',
    'Auth-Signature':
      '0xe646de646dde9cee6875e3845428ce6fc13d41086e8a7f6531d1d526598cc4104122e01c38255d1e1d595710986d193f52e3dbc47cb01cb554d8e4572d6920361c',
  },
  body: {
    institution_title: 'test',
    institution_link: 'http://example.com',
    certificate_title: 'test',
    holder_eth_address: '0xD2BE64317Eb1832309DF8c8C18B09871809f3735',
    score: '',
    duration: '',
    skills: ['Python'],
    ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
  },
}
