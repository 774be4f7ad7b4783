import { acceptanceProgram, CALL_GAS } from './acceptance.ts'
import { type Chain, ChainUnavailable, WrongChain } from './chain.ts'

/** An answer of the node that takes longer (ms) is none. */
const DEADLINE_MS = 5000

/** Questions under way at once, at most: anybody can make us ask, and the node has other work. */
const MAX_UNDER_WAY = 50

const YES = `0x${'1'.padStart(64, '0')}`
const NO = `0x${'0'.padStart(64, '0')}`

/** A chain as a node tells it over JSON-RPC. */
export async function connectToNode(rpcUrl: string, chainId: number, deadline = DEADLINE_MS): Promise<Chain> {
  // Only who has a node pays for loading its client.
  const [{ JsonRpcProvider, Network }, { Interface }, { FetchRequest }] = await Promise.all([
    import('ethers/providers'),
    import('ethers/abi'),
    import('ethers/utils'),
  ])
  const address = new FetchRequest(rpcUrl)
  address.timeout = deadline
  address.setThrottleParams({ maxAttempts: 1 })
  const provider = new JsonRpcProvider(address, Network.from(chainId), {
    staticNetwork: true,
    batchMaxCount: 1,
    cacheTimeout: -1,
  })
  const wallets = new Interface(['function isValidSignature(bytes32, bytes)'])

  let underWay = 0
  async function ask(method: string, params: unknown[]): Promise<unknown> {
    if (underWay >= MAX_UNDER_WAY) throw new ChainUnavailable('The node is asked too much already.')
    underWay += 1
    try {
      return await provider.send(method, params)
    } catch (error) {
      throw new ChainUnavailable(`The node does not answer ${method}: ${reasonOf(error)}`)
    } finally {
      underWay -= 1
    }
  }

  let isRight = false
  const chain: Chain = {
    async ensureRightOne() {
      if (isRight) return
      const id = await ask('eth_chainId', [])
      if (typeof id !== 'string' || !/^0x[0-9a-f]+$/i.test(id)) throw new ChainUnavailable('The node tells no chain.')
      if (BigInt(id) !== BigInt(chainId)) {
        throw new WrongChain(`The node is on chain ${BigInt(id)}, and the configured chain is ${chainId}.`)
      }
      isRight = true
    },
    async acceptsSignature(wallet, digest, signature) {
      await chain.ensureRightOne()
      const question = wallets.encodeFunctionData('isValidSignature', [digest, signature])
      const data = acceptanceProgram(wallet, question)
      const answer = await ask('eth_call', [{ data, gas: `0x${CALL_GAS.toString(16)}` }, 'latest'])
      if (answer !== YES && answer !== NO) throw new ChainUnavailable('The node answers eth_call with nonsense.')
      return answer === YES
    },
    close: () => provider.destroy(),
  }
  return chain
}

/** Not the whole message: it has the request in it, with the node's address and the signature. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('error' in error && typeof error.error === 'object' && error.error !== null && 'code' in error.error) {
    return `error ${error.error.code}`
  }
  return 'code' in error ? String(error.code) : error.name
}
