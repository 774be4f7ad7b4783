import { randomBytes } from 'node:crypto'

// Code of contracts, assembled by hand, to be put onto a chain of the tests.

const MAGIC = '631626ba7e60e01b' // what EIP-1271 wants for yes, as a word

/** A wallet whose owner signs for it. */
export function ownedBy(owner: string): string {
  return [
    '0x60043560005260a43560f81c602052', // the digest, and v
    '606435604052608435606052', // r and s
    '60206000608060006001', // of whom: a question to the first precompile …
    '5afa50600051', // … ecrecover
    `73${owner.slice(2)}14`, // the owner?
    `${MAGIC}02`, // yes, or 0
    '60005260206000f3',
  ].join('')
}

/** Contracts that accept nothing, each in its own way. */
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
  'is no contract': '0x',
}

export function newAddress(): `0x${string}` {
  return `0x${randomBytes(20).toString('hex')}`
}
