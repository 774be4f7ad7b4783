import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { anchorCall } from '../src/anchoring/contract.ts'
import { deployAnchors } from '../src/anchoring/deploy.ts'
import { merkleTree } from '../src/anchoring/merkleTree.ts'
import { headOf } from '../src/chain/blocks.ts'
import type { Chain } from '../src/chain/chain.ts'
import { connectToNode } from '../src/chain/jsonRpc.ts'
import { addressOf } from '../src/chain/keys/addressOf.ts'
import type { IssuerKey } from '../src/chain/keys/issuerKey.ts'
import { hexOf } from '../src/chain/quantity.ts'
import { broadcast, type Call, feesNow, gasFor, nonceOf, signTransaction } from '../src/chain/transactions.ts'
import { ANVIL_CHAIN, startAnvilProcess } from '../src/cli/anvil.ts'
import type { Bench } from './context.ts'

/** Maximum batch size. */
const MAX_BATCH = 100_000

const ROUNDS = 5
const BATCHES = [1, 100, 10_000]

const tree = z.object({ seconds: z.number(), megabytes: z.number() })

/** Time and memory to build Merkle trees, and gas to anchor them. */
export const anchors: Bench = {
  name: 'anchors',
  async measure() {
    const trees: z.infer<typeof tree>[] = []
    for (let round = 0; round < ROUNDS; round += 1) trees.push(await measureTree())
    const { deployment, gas } = await measureGas()
    const what = `Merkle tree of ${MAX_BATCH.toLocaleString('en')} certificates, with all proofs`
    return [
      { what, unit: 's', target: { most: 10 }, rounds: trees.map(({ seconds }) => seconds) },
      {
        what: `${what}: peak memory`,
        unit: 'MB',
        target: { most: 500 },
        rounds: trees.map(({ megabytes }) => megabytes),
      },
      { what: 'Gas to deploy the contract', unit: 'gas', rounds: [deployment] },
      ...gas.map(({ certificates, gas }) => ({
        what: `Gas per certificate, in a batch of ${certificates.toLocaleString('en')}`,
        unit: 'gas' as const,
        rounds: [gas / certificates],
      })),
    ]
  },
}

/** Builds a tree in a separate process, to measure its memory. */
async function measureTree(): Promise<z.infer<typeof tree>> {
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/tree.mjs', String(MAX_BATCH)])
  return tree.parse(JSON.parse(stdout))
}

function leavesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => randomBytes(32))
}

type Gas = { deployment: number; gas: { certificates: number; gas: number }[] }

/** Measures the gas to deploy the contract and to anchor batches of several sizes. */
async function measureGas(): Promise<Gas> {
  const anvil = await startAnvilProcess()
  if (!anvil) throw new Error('anvil is not installed: npm ci')
  const chain = await connectToNode(anvil.url, ANVIL_CHAIN)
  try {
    const key: IssuerKey = `0x${randomBytes(32).toString('hex')}`
    await chain.request('anvil_setBalance', [addressOf(key), hexOf(10n ** 20n)])
    let deployed: Uint8Array = new Uint8Array()
    const onSent = (hash: Uint8Array) => {
      deployed = hash
    }
    const contract = await deployAnchors(chain, { chainId: ANVIL_CHAIN, key, maxFeeGwei: 1000, onSent })
    const gas: Gas['gas'] = []
    for (const certificates of BATCHES) {
      const { root } = await merkleTree(leavesOf(certificates))
      const hash = await send(chain, key, { to: contract, data: anchorCall(root) })
      gas.push({ certificates, gas: await gasOf(chain, hash) })
    }
    return { deployment: await gasOf(chain, deployed), gas }
  } finally {
    chain.close()
    anvil.child.kill('SIGKILL')
  }
}

async function send(chain: Chain, key: IssuerKey, call: Call): Promise<Uint8Array> {
  const sender = addressOf(key)
  const fees = await feesNow(chain, await headOf(chain), 1000)
  const [nonce, gas] = [await nonceOf(chain, sender), await gasFor(chain, sender, call)]
  const signed = await signTransaction(key, { ...call, chainId: ANVIL_CHAIN, nonce, gas, fees })
  await broadcast(chain, signed)
  return signed.hash
}

async function gasOf(chain: Chain, hash: Uint8Array): Promise<number> {
  for (;;) {
    const receipt = await chain.request('eth_getTransactionReceipt', [hexOf(hash)])
    if (receipt) return Number(z.object({ gasUsed: z.string() }).parse(receipt).gasUsed)
    await setTimeout(20) // Until the transaction is mined.
  }
}
