import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { verifyBundle } from '@chancery/verify/checks/verifyBundle'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { recoverWithNoble } from '@chancery/verify/ethereum/recoverWithNoble'
import { parseSignature, type RecoverPublicKey } from '@chancery/verify/ethereum/signer'
import { readBundle } from '@chancery/verify/proof/bundle'
import { certificateHasher } from '@chancery/verify/proof/certificateData'
import { fullBundle, toPublicBundle } from '@chancery/verify/proof/disclosure'
import { factsOf, leafOf } from '@chancery/verify/proof/facts'
import { pairHash } from '@chancery/verify/proof/merkle'
import { en } from '@chancery/verify/texts/en'
import { Wallet } from 'ethers/wallet'
import { recoverFastest } from '../src/chain/keys/recover.ts'
import { newPublicId } from '../src/core/publicId.ts'
import type { Bench } from './context.ts'

const ROUNDS = 15
const BUNDLES = 200
/** Hashes in a proof from a batch of 100,000. */
const SIBLINGS = 17

/** Verified bundles per second, one value per round: as in the command, and as in a browser. */
type BundleRates = { command: number[]; browser: number[] }

/** Verification of bundles on one core. */
export const bundles: Bench = {
  name: 'bundles',
  async measure() {
    const { command, browser } = await measureBundles()
    const what = 'Bundles verified on one core'
    return [
      { what, unit: '/ s', target: { least: 500 }, rounds: command },
      {
        what: 'Bundles verified on one core as in browsers, with signer recovery in JavaScript',
        unit: '/ s',
        rounds: browser,
      },
    ]
  },
}

/** Verifies signed and anchored bundles with sixteen facts, from text to verdict, in this process. */
async function measureBundles(): Promise<BundleRates> {
  const texts = Array.from({ length: BUNDLES }, makeBundle)
  const rate = async (recoverPublicKey: RecoverPublicKey) => {
    const start = performance.now()
    for (const text of texts) {
      const bundle = readBundle(text)
      const ports = { now: new Date(), recoverPublicKey, file: null, expectedIssuer: bundle.certificate.issuer }
      assert.equal((await verifyBundle(bundle, ports, en)).verdict, 'valid')
    }
    return (BUNDLES * 1000) / (performance.now() - start)
  }

  const rates: BundleRates = { command: [], browser: [] }
  for (let round = -2; round < ROUNDS; round++) {
    await setImmediate() // Lets signal handlers run.
    const [command, browser] = [await rate(recoverFastest), await rate(recoverWithNoble)]
    if (round < 0) continue // Warm-up.
    rates.command.push(command)
    rates.browser.push(browser)
  }
  return rates
}

function makeBundle(): string {
  const wallet = Wallet.createRandom()
  const head = {
    ...{ id: newPublicId(), issuer: parseAddress(wallet.address) ?? assert.fail() },
    ...{ holder: `0x${'19'.repeat(20)}` as const, issuedAt: new Date(), expiresAt: null },
    document: 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4',
  }
  const facts = factsOf(
    {
      ...{ institutionTitle: 'Open Source University', institutionLink: 'https://os.university/' },
      ...{ programTitle: 'Data Science', certificateTitle: 'Introduction to Python', description: 'Of completion' },
      ...{ courseLink: 'https://os.university/python', grantedTo: 'learner', holderName: 'Amélie Laurent' },
      ...{ achievedAt: new Date(), score: 92.5, duration: 40, industries: ['E-Learning'] },
      ...{ skills: ['Python', 'SQL', 'Statistics'], checksum: '5b'.repeat(32) },
    },
    crypto.getRandomValues(new Uint8Array(32)),
  )
  const digest = certificateHasher(1)(head, facts.map(leafOf))
  const proof = crypto.getRandomValues(new Uint8Array(32 * SIBLINGS))
  let root = digest
  for (let place = 0; place < SIBLINGS; place += 1) root = pairHash(root, proof.subarray(32 * place, 32 * (place + 1)))
  const bundle = fullBundle({
    issuer: { did: `did:pkh:eip155:1:${head.issuer}`, claim: null },
    ...{ chainId: 1, page: 'https://certificates.example/verify/', madeAt: new Date(), head, facts, revocation: null },
    signature: { by: 'key', value: parseSignature(wallet.signingKey.sign(digest).serialized) ?? assert.fail() },
    anchor: {
      ...{ proof, root, contract: `0x${'56'.repeat(20)}`, transaction: `0x${'78'.repeat(32)}` },
      block: { number: 1, hash: `0x${'34'.repeat(32)}`, time: new Date() },
    },
  })
  return JSON.stringify(toPublicBundle(bundle))
}
