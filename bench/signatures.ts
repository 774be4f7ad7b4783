import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { verifyMessage } from 'ethers/hash'
import { Wallet } from 'ethers/wallet'
import { parseAddress } from '../src/wallet/address.ts'
import { parseSignature, recoverSigner, recoverSignerOf } from '../src/wallet/recover.ts'
import { requestHasher } from '../src/wallet/signedRequest.ts'

const ROUNDS = 15
const SIGNATURES = 100
/** Times that the faster one goes through all signatures in a round, so that its round is not too short to time. */
const REPEATS = 20

/** Checks a second, once a round; `blocked` is the longest that the event loop was, in ms. */
export type SignatureRates = { ethers: number[]; chancery: number[]; requests: number[]; blocked: number }

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

  const rates: SignatureRates = { ethers: [], chancery: [], ...(await measureRequests()) }
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

/** Checks requests of 1 KiB that their wallets signed: from what was received to who signed it, one in a turn of the event loop. */
async function measureRequests(): Promise<Pick<SignatureRates, 'requests' | 'blocked'>> {
  const digestOf = requestHasher(1)
  const url = 'https://certificates.example/api/v1/certificates/?role=holder&limit=100'
  const body = Buffer.alloc(1024, '{}')
  const timestamp = Math.floor(Date.now() / 1000)
  const signed = Array.from({ length: SIGNATURES }, () => {
    const wallet = Wallet.createRandom()
    const nonce = randomUUID()
    const address = parseAddress(wallet.address) ?? assert.fail()
    const request = {
      wallet: address,
      method: 'POST',
      url,
      bodySha256: sha256(body),
      timestamp: BigInt(timestamp),
      nonce,
    }
    return { address, nonce, signature: wallet.signingKey.sign(digestOf(request)).serialized }
  })
  const check = ({ address, nonce, signature }: (typeof signed)[number]) => {
    const request = {
      wallet: address,
      method: 'POST',
      url,
      bodySha256: sha256(body),
      timestamp: BigInt(timestamp),
      nonce,
    }
    assert.equal(recoverSignerOf(digestOf(request), parseSignature(signature) ?? assert.fail()), address)
  }

  const requests: number[] = []
  const delay = monitorEventLoopDelay({ resolution: 1 })
  for (let round = -2; round < ROUNDS; round++) {
    if (round === 0) delay.enable()
    const start = performance.now()
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      for (const one of signed) {
        check(one)
        await setImmediate()
      }
    }
    if (round >= 0) requests.push((REPEATS * SIGNATURES * 1000) / (performance.now() - start))
  }
  delay.disable()
  return { requests, blocked: delay.max / 1e6 }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
