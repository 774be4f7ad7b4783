import { randomBytes } from 'node:crypto'

// Codes of contracts for test chains, assembled by hand.

const MAGIC = '631626ba7e60e01b' // the answer for yes in EIP-1271, as a word

/** Returns the code of a wallet that accepts the signatures of its owner. */
export function ownedBy(owner: string): string {
  return [
    '0x60043560005260a43560f81c602052', // the digest, and v
    '606435604052608435606052', // r and s
    '60206000608060006001', // the signer: a call of the first precompile …
    '5afa50600051', // … ecrecover
    `73${owner.slice(2)}14`, // the owner?
    `${MAGIC}02`, // yes, or 0
    '60005260206000f3',
  ].join('')
}

/** Codes of contracts that accept no signature, each in another way. */
export const refusing = {
  'answers 0': '0x600060005260206000f3',
  'answers true': '0x600160005260206000f3',
  'answers nothing': '0x00',
  'answers four bytes': `0x${MAGIC}60005260046000f3`,
  'answers more than the four bytes': `0x${MAGIC}60010160005260206000f3`,
  'answers sixteen megabytes': '0x62ffffff6000f3',
  reverts: '0x60006000fd',
  'reverts with the right word': `0x${MAGIC}60005260206000fd`,
  'is invalid': '0xfe',
  'burns all gas': '0x5b600056',
  'underflows its stack': '0x50',
  'writes to the chain': `0x6001600055${MAGIC}60005260206000f3`,
  'destroys itself': '0x33ff',
  'calls itself without end': '0x60206000600060006000305af1',
  'has no code': '0x',
}

export function newAddress(): `0x${string}` {
  return `0x${randomBytes(20).toString('hex')}`
}
