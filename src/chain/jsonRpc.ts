import { z } from 'zod'
import { acceptanceProgram, CALL_GAS } from './acceptance.ts'
import { type Chain, ChainUnavailable, NodeRefused, TooLate, TooLong, WrongChain } from './chain.ts'
import { asOf } from './code.ts'
import { hexOf } from './quantity.ts'

/** Timeout (ms) of a request to the node. */
const DEADLINE_MS = 5000

/** Maximum concurrent requests per connection. Anyone can cause requests, and the node has other work. */
const MAX_UNDER_WAY = 50

/** Maximum length of a response (bytes). Leaves room for all events of a block. */
const MAX_ANSWER = 64 * 1024 * 1024

const jsonRpcAnswer = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string().catch('') }) }),
  z.object({ result: z.unknown() }),
])

const YES = `0x${'1'.padStart(64, '0')}`
const NO = `0x${'0'.padStart(64, '0')}`

export async function connectToNode(rpcUrl: string, chainId: number, deadline = DEADLINE_MS): Promise<Chain> {
  // Loaded on first use, to keep startup fast without a node.
  const { Interface } = await import('ethers/abi')
  const wallets = new Interface(['function isValidSignature(bytes32, bytes)'])
  return connection()

  function connection(): Chain {
    let underWay = 0
    async function ask(method: string, params: unknown[]): Promise<unknown> {
      if (underWay >= MAX_UNDER_WAY) throw new ChainUnavailable('The node is asked too much already.')
      underWay += 1
      try {
        return await askNode(rpcUrl, method, params, deadline)
      } finally {
        underWay -= 1
      }
    }

    let isRight = false
    const chain: Chain = {
      async ensureRightOne({ again } = { again: false }) {
        if (isRight && !again) return
        // If the node has moved to another chain, check before every request until it is back.
        isRight = false
        const id = await ask('eth_chainId', [])
        if (typeof id !== 'string' || !/^0x[0-9a-f]+$/i.test(id)) throw new ChainUnavailable('The node tells no chain.')
        if (BigInt(id) !== BigInt(chainId)) {
          throw new WrongChain(`The node is on chain ${BigInt(id)}, and the configured chain is ${chainId}.`)
        }
        isRight = true
      },
      async request(method, params) {
        await chain.ensureRightOne()
        return ask(method, params)
      },
      async acceptsSignature(wallet, digest, signature, block) {
        const question = wallets.encodeFunctionData('isValidSignature', [digest, signature])
        const data = acceptanceProgram(wallet, question)
        const answer = await chain.request('eth_call', [{ data, gas: hexOf(CALL_GAS) }, asOf(block)])
        if (answer !== YES && answer !== NO) throw new ChainUnavailable('The node answers eth_call with nonsense.')
        return answer === YES
      },
      apart: connection,
      close() {},
    }
    return chain
  }
}

/** Sends one request. No error message contains the URL or the response, because they may hold a secret. */
async function askNode(url: string, method: string, params: unknown[], deadline: number): Promise<unknown> {
  const failure = `The node does not answer ${method}`
  const answer = jsonRpcAnswer.safeParse(await answerOf(url, method, params, deadline, failure))
  if (!answer.success) throw new ChainUnavailable(`The node answers ${method} with nonsense.`)
  if ('result' in answer.data) return answer.data.result
  const { code, message } = answer.data.error
  throw new NodeRefused(`${failure}: error ${code}`, message)
}

/** Does not use the client of ethers: decoding a long response there blocks the event loop for seconds. */
async function answerOf(url: string, method: string, params: unknown[], deadline: number, failure: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    })
    if (!response.ok) throw new ChainUnavailable(`${failure}: status ${response.status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body ?? []) {
      size += part.length
      if (size > MAX_ANSWER) throw new TooLong(`${failure} with less than ${MAX_ANSWER} bytes.`)
      parts.push(part)
    }
    return JSON.parse(Buffer.concat(parts).toString())
  } catch (error) {
    if (error instanceof ChainUnavailable) throw error
    const Unavailable = reasonOf(error) === 'TimeoutError' ? TooLate : ChainUnavailable
    throw new Unavailable(`${failure}: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}
