import { z } from 'zod'
import { acceptanceProgram, CALL_GAS } from './acceptance.ts'
import { type Chain, ChainUnavailable, NodeRefused, TooLate, TooLong, WrongChain } from './chain.ts'
import { asOf } from './code.ts'
import { hexOf } from './quantity.ts'

/** An answer of the node that takes longer (ms) is none. */
const DEADLINE_MS = 5000

/** Questions of one kind under way at once, at most: anybody can make us ask, and the node has other work. */
const MAX_UNDER_WAY = 50

/** The longest answer (bytes) that is read: room for the events of a whole block, whatever is in it. */
const MAX_ANSWER = 64 * 1024 * 1024

const jsonRpcAnswer = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string().catch('') }) }),
  z.object({ result: z.unknown() }),
])

const YES = `0x${'1'.padStart(64, '0')}`
const NO = `0x${'0'.padStart(64, '0')}`

/** A chain as a node tells it over JSON-RPC. */
export async function connectToNode(rpcUrl: string, chainId: number, deadline = DEADLINE_MS): Promise<Chain> {
  // Only who has a node pays for loading this.
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
        // One that has moved to another chain is asked before every question, until it is back.
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

/** Asks one thing. No message says where or what, which may hold a secret. */
async function askNode(url: string, method: string, params: unknown[], deadline: number): Promise<unknown> {
  const told = `The node does not answer ${method}`
  const answer = jsonRpcAnswer.safeParse(await answerOf(url, method, params, deadline, told))
  if (!answer.success) throw new ChainUnavailable(`The node answers ${method} with nonsense.`)
  if ('result' in answer.data) return answer.data.result
  const { code, message } = answer.data.error
  throw new NodeRefused(`${told}: error ${code}`, message)
}

/** Not by the client of ethers: that decodes a long answer letter by letter, and holds everybody up for seconds. */
async function answerOf(url: string, method: string, params: unknown[], deadline: number, told: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
    })
    if (!response.ok) throw new ChainUnavailable(`${told}: status ${response.status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body ?? []) {
      size += part.length
      if (size > MAX_ANSWER) throw new TooLong(`${told} with less than ${MAX_ANSWER} bytes.`)
      parts.push(part)
    }
    return JSON.parse(Buffer.concat(parts).toString())
  } catch (error) {
    if (error instanceof ChainUnavailable) throw error
    const Unavailable = reasonOf(error) === 'TimeoutError' ? TooLate : ChainUnavailable
    throw new Unavailable(`${told}: ${reasonOf(error)}`)
  }
}

/** A word for it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}
