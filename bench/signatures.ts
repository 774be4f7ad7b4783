import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { parseSignature } from '@chancery/verify/ethereum/signer'
import { verifyMessage } from 'ethers/hash'
import { Wallet } from 'ethers/wallet'
import { recoverSigner, recoverSignerOf } from '../src/chain/keys/recover.ts'
import { openDatabase } from '../src/database/open.ts'
import { requestHashers } from '../src/wallet/sessions/signedRequest.ts'
import { requestVerifier } from '../src/wallet/sessions/verifyRequest.ts'
import type { Bench } from './context.ts'
import { perSecond, ratios } from './figures.ts'

const ROUNDS = 15
const SIGNATURES = 100
/** Repetitions of the faster function per round, so that a round is long enough to time. */
const REPEATS = 20

/** Checks per second, one value per round. `blocked` is the longest event loop delay (ms). */
type SignatureRates = { ethers: number[]; chancery: number[]; requests: number[]; blocked: number }

/** Checks of signatures and of whole signed requests, on one core. */
export const signatures: Bench = {
  name: 'signatures',
  async measure({ databaseUrl }) {
    const measured = await measureSignatures()
    const verified = await measureVerified(databaseUrl)
    return [
      {
        what: 'Signature checks, compared with `verifyMessage` of ethers',
        unit: '×',
        target: { least: 15 },
        rounds: ratios(measured.chancery, measured.ethers),
        note: `${perSecond(measured.chancery)}, ethers ${perSecond(measured.ethers)}`,
      },
      { what: 'Signed requests checked on one core', unit: '/ s', target: { least: 3000 }, rounds: measured.requests },
      {
        what: 'Longest block of the event loop meanwhile',
        unit: 'ms',
        target: { most: 20 },
        rounds: [measured.blocked],
      },
      {
        what: 'Signed requests accepted, with their nonces in PostgreSQL',
        unit: '/ s',
        target: { least: 3000 },
        rounds: verified.requests,
      },
      {
        what: 'Longest block of the event loop meanwhile',
        unit: 'ms',
        target: { most: 20 },
        rounds: [verified.blocked],
      },
    ]
  },
}

/** Compares signature checks of ethers and Chancery in turn, in this process. */
async function measureSignatures(): Promise<SignatureRates> {
  const signed = Array.from({ length: SIGNATURES }, () => {
    const wallet = Wallet.createRandom()
    // BDN's static signature: the wallet signs its address without 0x.
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
    await setImmediate() // Lets signal handlers run.
    const ethers = rate(verifyMessage, 1)
    const chancery = rate(recoverSigner, REPEATS)
    if (round < 0) continue // Warm-up.
    rates.ethers.push(ethers)
    rates.chancery.push(chancery)
  }
  return rates
}

/** Checks signed requests of 1 KiB: from the received data to the signer, one per turn of the event loop. */
async function measureRequests(): Promise<Pick<SignatureRates, 'requests' | 'blocked'>> {
  const digestOf = requestHashers(1)[2]
  const url = 'https://certificates.example/api/v1/certificates/?role=holder&limit=100'
  const body = Buffer.alloc(1024, '{}')
  const timestamp = Math.floor(Date.now() / 1000)
  const requestOf = (wallet: Address, nonce: string) => ({
    ...{ wallet, method: 'POST', url, contentType: 'application/json', bodySha256: sha256(body) },
    ...{ timestamp: BigInt(timestamp), nonce },
  })
  const signed = Array.from({ length: SIGNATURES }, () => {
    const wallet = Wallet.createRandom()
    const nonce = randomUUID()
    const address = parseAddress(wallet.address) ?? assert.fail()
    return { address, nonce, signature: wallet.signingKey.sign(digestOf(requestOf(address, nonce))).serialized }
  })
  const check = ({ address, nonce, signature }: (typeof signed)[number]) => {
    assert.equal(
      recoverSignerOf(digestOf(requestOf(address, nonce)), parseSignature(signature) ?? assert.fail()),
      address,
    )
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

/** Requests that are verified in parallel, and requests per round. */
const AT_ONCE = 50
const VERIFIED = 2000

/** Verifies requests as the wallet API does, with their nonces in the database. */
async function measureVerified(databaseUrl: string): Promise<Pick<SignatureRates, 'requests' | 'blocked'>> {
  const db = await openDatabase({ databaseUrl, dataDir: '' })
  const verify = requestVerifier(db, 1)
  const digestOf = requestHashers(1)[2]
  const wallets = Array.from({ length: SIGNATURES }, () => Wallet.createRandom())
  const url = 'https://certificates.example/api/v1/certificates/?role=holder&limit=100'
  const signedBy = (wallet: (typeof wallets)[number]) => {
    const request = {
      ...{ wallet: parseAddress(wallet.address) ?? assert.fail(), method: 'GET', url, contentType: '' },
      ...{ bodySha256: sha256(Buffer.of()), timestamp: BigInt(Math.floor(Date.now() / 1000)), nonce: randomUUID() },
    }
    const signature = parseSignature(wallet.signingKey.sign(digestOf(request)).serialized) ?? assert.fail()
    return { request, signature }
  }
  const requests: number[] = []
  let blocked = 0
  for (let round = -1; round < ROUNDS / 3; round++) {
    const waiting = Array.from({ length: VERIFIED }, (_, index) =>
      signedBy(wallets[index % SIGNATURES] ?? assert.fail()),
    )
    await setImmediate()
    // A new monitor per round, so that creating signatures is not measured.
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const start = performance.now()
    const client = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        assert.equal((await verify(2, next.request, next.signature, null)).address, next.request.wallet)
        await setImmediate()
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, client))
    delay.disable()
    if (round < 0) continue // Warm-up.
    requests.push((VERIFIED * 1000) / (performance.now() - start))
    blocked = Math.max(blocked, delay.max / 1e6)
  }
  await db.close()
  return { requests, blocked }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
