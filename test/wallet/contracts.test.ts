import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../support/chain/anvil.ts'
import { newAddress, ownedBy, refusing } from '../support/chain/contractWallets.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { newWallet, signInMessage } from '../support/wallet/wallets.ts'

// Contract wallets on a real chain.

let anvil: Anvil
let server: TestApp
beforeAll(async () => {
  anvil = await startAnvil()
  server = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
})

const list = '/api/v1/certificates/'
const domain = { chainId: ANVIL_CHAIN }

async function contract(code: string): Promise<string> {
  const address = newAddress()
  await anvil.setCode(address, code)
  return address
}

async function signIn(address: string, sign: (message: string) => string, where = server) {
  return (await signingIn(address, sign, where))()
}

/** Prepares a sign-in and returns a function that sends it, so that a test can send it twice. */
async function signingIn(address: string, sign: (message: string) => string, where = server, headers = {}) {
  const { body: target } = await where.http.get('/api/v1/auth/nonce/').expect(200)
  const { getAddress } = await import('ethers/address')
  const parts = { domain: target.domain, uri: target.uri, nonce: target.nonce, chainId: target.chain_id }
  const message = signInMessage({ ...parts, address: getAddress(address) })
  return () =>
    where.http
      .post('/api/v1/auth/session/')
      .set(headers)
      .send({ message, signature: sign(message) })
}

it('returns the same session to a contract wallet that repeats a sign-in with its Idempotency-Key', async () => {
  const owner = newWallet()
  const address = await contract(ownedBy(owner.address))
  const send = await signingIn(address, owner.signMessage, server, { 'Idempotency-Key': randomUUID() })
  const { body } = await send().expect(200)
  expect(body).toMatchObject({ status: 'ok', eth_address: address })
  expect((await send().expect(200)).body).toStrictEqual(body)
})

it('accepts a request and a sign-in that the owner of a contract wallet signed', async () => {
  const owner = newWallet()
  const address = await contract(ownedBy(owner.address))
  const signed = owner.sign({ url: server.url + list, address, domain })
  await server.http.get(list).set(signed).expect(200)
  await server.http.get(list).set(signed).expect(401)
  const { body } = await signIn(address, owner.signMessage)
  expect(body).toMatchObject({ status: 'ok', eth_address: address })
  await server.http.get(list).set('Authorization', `Bearer ${body.token}`).expect(200)
})

it('rejects a signature for one contract when it is sent for another contract of the same owner', async () => {
  const owner = newWallet()
  const [one, other] = [await contract(ownedBy(owner.address)), await contract(ownedBy(owner.address))]
  const signed = owner.sign({ url: server.url + list, address: one, domain })
  await server.http
    .get(list)
    .set({ ...signed, 'Auth-Eth-Address': other })
    .expect(401)
  await server.http.get(list).set(signed).expect(200)
})

it.each(Object.entries(refusing))('rejects signatures for a contract that %s', async (_, code) => {
  const address = await contract(code)
  const owner = newWallet()
  const request = await server.http.get(list).set(owner.sign({ url: server.url + list, address, domain }))
  expect([request.status, request.headers['x-error-code']]).toStrictEqual([401, 'signature.invalid'])
  const session = await signIn(address, owner.signMessage)
  expect([session.status, session.headers['x-error-code']]).toStrictEqual([401, 'signature.invalid'])
})

it('limits contract signature checks per client and minute, and still accepts key signatures', async () => {
  const limited = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN, signInsPerMinute: 2 })
  const owner = newWallet()
  const address = await contract(ownedBy(owner.address))
  const send = (sent: object) => limited.http.get(list).set(owner.sign({ url: limited.url + list, domain, ...sent }))
  await send({ address }).expect(200)
  await send({ address: newAddress() }).expect(401)
  const refused = await send({ address })
  expect([refused.status, refused.headers['x-error-code']]).toStrictEqual([429, 'rate.limited'])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  await send({}).expect(200)
})

it('rejects contract signatures when no node is configured', async () => {
  const plain = await startTestApp({ chainId: ANVIL_CHAIN })
  const owner = newWallet()
  const address = await contract(ownedBy(owner.address))
  await plain.http
    .get(list)
    .set(owner.sign({ url: plain.url + list, address, domain }))
    .expect(401)
})

it('returns 503 to contract wallets while the node is unavailable, and still accepts key signatures', async () => {
  const mortal = await startAnvil()
  const there = await startTestApp({ ethRpcUrl: mortal.url, chainId: ANVIL_CHAIN })
  const owner = newWallet()
  const address = newAddress()
  await mortal.setCode(address, ownedBy(owner.address))
  const headers = owner.sign({ url: there.url + list, address, domain })
  await mortal.kill()
  const request = await there.http.get(list).set(headers)
  expect([request.status, request.headers['x-error-code'], request.headers['retry-after']]).toStrictEqual([
    ...[503, 'chain.unavailable', '5'],
  ])
  expect(request.body).toStrictEqual({ detail: expect.stringContaining('Try again later.') })
  expect((await signIn(address, owner.signMessage, there)).status).toBe(503)
  await there.http
    .get(list)
    .set(owner.sign({ url: there.url + list, domain }))
    .expect(200)
})
