import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { verifyMessage } from 'ethers/hash'
import { Wallet } from 'ethers/wallet'
import { recoverSigner } from '../src/wallet/recover.ts'

const ROUNDS = 15
const SIGNATURES = 100
/** Times that the faster one goes through all signatures in a round, so that its round is not too short to time. */
const REPEATS = 20

/** Checks a second, once a round. */
export type SignatureRates = { ethers: number[]; chancery: number[] }

/** Checks signatures with ethers and with Chancery, by turns, in this process. */
export async function measureSignatures(): Promise<SignatureRates> {
  const signed = Array.from({ length: SIGNATURES }, () => {
    const wallet = Wallet.createRandom()
    // What wallets sign to log in: their address without 0x.
    const message = wallet.address.slice(2)
    return { address: wallet.address.toLowerCase(), message, signature: wallet.signMessageSync(message) }
  })
  const rate = (recover: (message: string, signature: string) => string | null, repeats: number) => {
    const start = performance.now()
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const { address, message, signature } of signed) {
        assert.equal(recover(message, signature)?.toLowerCase(), address)
      }
    }
    return (repeats * SIGNATURES * 1000) / (performance.now() - start)
  }

  const rates: SignatureRates = { ethers: [], chancery: [] }
  for (let round = -2; round < ROUNDS; round++) {
    await setImmediate() // Signals come through here.
    const ethers = rate(verifyMessage, 1)
    const chancery = rate(recoverSigner, REPEATS)
    if (round < 0) continue // Warming up.
    rates.ethers.push(ethers)
    rates.chancery.push(chancery)
  }
  return rates
}
