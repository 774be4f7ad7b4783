import { randomBytes } from 'node:crypto'
import { Wallet } from 'ethers/wallet'
import { expect, it } from 'vitest'
import { parseAddress } from '../../src/wallet/address.ts'
import { addressOf } from '../../src/wallet/addressOf.ts'
import type { IssuerKey } from '../../src/wallet/issuerKey.ts'
import { recoverSignerOf } from '../../src/wallet/recover.ts'
import { signDigest } from '../../src/wallet/sign.ts'

it('What a key signs is recovered to its address, and ends with 27 or 28', () => {
  for (let index = 0; index < 20; index += 1) {
    const wallet = Wallet.createRandom()
    const [key, digest] = [wallet.privateKey as IssuerKey, randomBytes(32)] // As ethers writes it.
    const signature = signDigest(key, digest)
    expect([27, 28]).toContain(signature.at(64))
    expect(recoverSignerOf(digest, signature)).toBe(addressOf(key))
    expect(addressOf(key)).toBe(parseAddress(wallet.address))
  }
})
