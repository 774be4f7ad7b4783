import { beforeAll, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { startMain, variablesOf } from '../support/server/process.ts'
import { documented, newWallet, type SignInParts, signInMessage } from '../support/wallet/wallets.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

it('keeps signatures, tokens and the node key out of the log, for accepted and rejected requests', async () => {
  // Nothing listens at this address: requests to the node fail, and the failures are logged.
  const nodeKey = 'key-of-the-node'
  const server = await startMain({
    ...variablesOf(fresh),
    ...{ LOG_LEVEL: 'trace', ETH_RPC_URL: `http://127.0.0.1:1/${nodeKey}` },
  })
  const [wallet, stranger] = [newWallet(), newWallet()]
  const list = `${server.url}/api/v1/certificates/`
  const session = `${server.url}/api/v1/auth/session/`
  const body = JSON.stringify(documented.body)
  const post = (url: string, sent: string, headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent })

  const toSign = (await (await fetch(`${server.url}/api/v1/auth/nonce/`)).json()) as SignInParts
  const message = signInMessage({ ...toSign, address: wallet.headers['Auth-Eth-Address'] ?? '' })
  const signIn = { message, signature: wallet.signMessage(message) }
  const { token } = (await (await post(session, JSON.stringify(signIn), {})).json()) as { token: string }
  const signed = wallet.sign({ method: 'POST', url: list, body })
  const forged = stranger.sign({ method: 'POST', url: list, body, address: wallet.address })
  const statuses = []
  for (const [sent, headers] of [
    [body, signed],
    [body, signed],
    [body, forged],
    [body, wallet.headers],
    [body, { Authorization: `Bearer ${token}` }],
    [body, { Authorization: `Bearer ${token}`, ...wallet.headers }],
    ['{', { Authorization: `Bearer ${token}` }],
  ] as const) {
    statuses.push((await post(list, sent, headers)).status)
  }
  // Uses a new nonce: without a valid one the server does not ask the node.
  const another = (await (await fetch(`${server.url}/api/v1/auth/nonce/`)).json()) as SignInParts
  const unsigned = signInMessage({ ...another, address: wallet.headers['Auth-Eth-Address'] ?? '' })
  const wrong = { message: unsigned, signature: stranger.signMessage(unsigned) }
  statuses.push((await post(session, JSON.stringify(wrong), {})).status)
  expect(statuses).toStrictEqual([200, 401, 503, 200, 200, 401, 400, 503])

  server.kill('SIGTERM')
  const { stdout, stderr } = await server.ended
  const secrets = [token, nodeKey, signIn.signature, wrong.signature]
  for (const headers of [signed, forged, wallet.headers]) secrets.push(headers['Auth-Signature'] ?? '')
  const log = stdout + stderr
  expect(log).toContain('Ethereum node unavailable')
  for (const secret of secrets) {
    expect(secret).toMatch(/.{8}/)
    expect(log).not.toContain(secret.replace('0x', ''))
  }
})
