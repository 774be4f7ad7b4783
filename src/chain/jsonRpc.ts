import { parseJson } from '@chancery/verify/json'
import { z } from 'zod'
import { acceptanceProgram, CALL_GAS } from './acceptance.ts'
import { type Chain, ChainUnavailable, NodeRefused, TooLate, TooLong, WrongChain } from './chain.ts'
import { blockTag } from './code.ts'
import { hexOf } from './quantity.ts'

/** Timeout (ms) of a request to the node. */
const DEADLINE_MS = 5000

/** Maximum concurrent requests per connection. Anyone can cause requests, and the node has other work. */
const MAX_IN_FLIGHT = 50

/** Maximum length of a response. Leaves room for all events of a block. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

const jsonRpcResponse = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string().catch('') }) }),
  z.object({ result: z.unknown() }),
])

const ACCEPTED = `0x${'1'.padStart(64, '0')}`
const REJECTED = `0x${'0'.padStart(64, '0')}`

export async function connectToNode(rpcUrl: string, chainId: number, deadline = DEADLINE_MS): Promise<Chain> {
  // Loaded on first use, to keep startup fast without a node.
  const { Interface } = await import('ethers/abi')
  const wallets = new Interface(['function isValidSignature(bytes32, bytes)'])
  return connection()

  function connection(): Chain {
    let inFlight = 0
    async function send(method: string, params: unknown[]): Promise<unknown> {
      if (inFlight >= MAX_IN_FLIGHT) throw new ChainUnavailable('Too many concurrent requests to the node.')
      inFlight += 1
      try {
        return await sendRequest(rpcUrl, method, params, deadline)
      } finally {
        inFlight -= 1
      }
    }

    let isChecked = false
    const chain: Chain = {
      async ensureChainId({ recheck } = { recheck: false }) {
        if (isChecked && !recheck) return
        // If the node has moved to another chain, check before every request until it is back.
        isChecked = false
        const id = await send('eth_chainId', [])
        if (typeof id !== 'string' || !/^0x[0-9a-f]+$/i.test(id))
          throw new ChainUnavailable('The node returned no chain id.')
        if (BigInt(id) !== BigInt(chainId)) {
          throw new WrongChain(`The node is on chain ${BigInt(id)}, but the configured chain is ${chainId}.`)
        }
        isChecked = true
      },
      async request(method, params) {
        await chain.ensureChainId()
        return send(method, params)
      },
      async acceptsSignature(wallet, digest, signature, block) {
        const call = wallets.encodeFunctionData('isValidSignature', [digest, signature])
        const data = acceptanceProgram(wallet, call)
        const result = await chain.request('eth_call', [{ data, gas: hexOf(CALL_GAS) }, blockTag(block)])
        if (result !== ACCEPTED && result !== REJECTED) {
          throw new ChainUnavailable('The node returned a malformed response to eth_call.')
        }
        return result === ACCEPTED
      },
      withOwnLimit: connection,
      close() {},
    }
    return chain
  }
}

/** Sends one request. No error message contains the URL or the response, because they may hold a secret. */
async function sendRequest(url: string, method: string, params: unknown[], deadline: number): Promise<unknown> {
  const failure = `Request ${method} to the node failed`
  const response = jsonRpcResponse.safeParse(await fetchJson(url, method, params, deadline, failure))
  if (!response.success) throw new ChainUnavailable(`The node returned a malformed response to ${method}.`)
  if ('result' in response.data) return response.data.result
  const { code, message } = response.data.error
  throw new NodeRefused(`${failure}: error ${code}`, message)
}

/** Does not use the client of ethers: decoding a long response there blocks the event loop for seconds. */
async function fetchJson(url: string, method: string, params: unknown[], deadline: number, failure: string) {
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
      if (size > MAX_RESPONSE_BYTES) throw new TooLong(`${failure}: response over ${MAX_RESPONSE_BYTES} bytes`)
      parts.push(part)
    }
    return parseJson(Buffer.concat(parts).toString())
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
