import { randomBytes } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { Wallet } from 'ethers/wallet'
import { expect, it } from 'vitest'
import { addressOf } from '../../../src/chain/keys/addressOf.ts'
import type { IssuerKey } from '../../../src/chain/keys/issuerKey.ts'
import { recoverSignerOf } from '../../../src/chain/keys/recover.ts'
import { signDigest } from '../../../src/chain/keys/sign.ts'

it('makes signatures that recover to the address of the key, and end with 27 or 28', () => {
  for (let index = 0; index < 20; index += 1) {
    const wallet = Wallet.createRandom()
    const [key, digest] = [wallet.privateKey as IssuerKey, randomBytes(32)] // As ethers writes it.
    const signature = signDigest(key, digest)
    expect([27, 28]).toContain(signature.at(64))
    expect(recoverSignerOf(digest, signature)).toBe(addressOf(key))
    expect(addressOf(key)).toBe(parseAddress(wallet.address))
  }
})
