import { randomUUID } from 'node:crypto'
import { getAddress } from 'ethers/address'
import { beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/core/config.ts'
import { buildApp } from '../../../src/server/app.ts'
import { startAnvil } from '../../support/chain/anvil.ts'
import { newAddress } from '../../support/chain/contractWallets.ts'
import { startLyingNode } from '../../support/chain/lyingNode.ts'
import { contentsOf } from '../../support/database/contents.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import {
  documented,
  newWallet,
  type SignInParts,
  signInMessage,
  type TestWallet,
} from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const path = '/api/v1/auth/session/'
const list = '/api/v1/certificates/'

const newNonce = async (): Promise<string> => (await server.http.get('/api/v1/auth/nonce/').expect(200)).body.nonce

/** Builds a sign-in message for this server, with the given changes. */
async function messageOf(wallet: TestWallet, change: Partial<SignInParts> = {}): Promise<string> {
  const { host, origin } = new URL(server.url)
  const checksummed = wallet.headers['Auth-Eth-Address'] ?? ''
  return signInMessage({ domain: host, address: checksummed, uri: origin, nonce: await newNonce(), ...change })
}

const post = (message: string, signature: string) => server.http.post(path).send({ message, signature })

async function signIn(wallet: TestWallet, change: Partial<SignInParts> = {}) {
  const message = await messageOf(wallet, change)
  return post(message, wallet.signMessage(message))
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

async function tokenOf(wallet: TestWallet): Promise<string> {
  const { status, body } = await signIn(wallet)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.token
}

const codeOf = (answer: { status: number; headers: Record<string, string> }) => [
  answer.status,
  answer.headers['x-error-code'],
]

describe('GET /auth/nonce/ and POST /auth/session/', () => {
  it('returns the values for a sign-in message', async () => {
    const answer = await server.http.get('/api/v1/auth/nonce/').expect(200)
    const { host, origin } = new URL(server.url)
    expect(answer.body).toStrictEqual({
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      expires_at: expect.any(String),
      ...{ domain: host, uri: origin, chain_id: 1 },
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('returns a token that is valid for an hour', async () => {
    const wallet = newWallet()
    const start = new Date('2026-11-26T12:00:00Z')
    server.setNow(start)
    const { body, headers } = await signIn(wallet)
    expect(body).toStrictEqual({
      status: 'ok',
      token: expect.stringMatching(/^chs_[0-9a-f]{64}$/),
      expires_at: '2026-11-26T13:00:00.000Z',
      eth_address: wallet.address,
    })
    expect(headers['cache-control']).toBe('no-store')
    const { certificate_pk: id } = (await server.http.post(list).set(bearer(body.token)).send(documented.body)).body
    server.setNow(new Date(start.getTime() + 3_599_999))
    const mine = await server.http.get(list).set(bearer(body.token)).expect(200)
    expect(mine.body).toMatchObject([{ id, user_eth_address: wallet.address }])
    server.setNow(new Date(start.getTime() + 3_600_000))
    const late = await server.http.get(list).set(bearer(body.token))
    expect(codeOf(late)).toStrictEqual([401, 'session.invalid'])
    expect(late.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    server.setNow(null)
  })

  it('accepts the optional fields of a message, and an earlier expiration', async () => {
    const wallet = newWallet()
    const soon = new Date(Date.now() + 60_000).toISOString()
    const rest = [
      `Expiration Time: ${soon}`,
      'Not Before: 2026-01-01T00:00:00Z',
      'Request ID: 7',
      'Resources:',
      '- ipfs://x',
    ]
    const domain = new URL(server.url).host.toUpperCase()
    const { body } = await signIn(wallet, { statement: 'I accept everything.', rest, domain }).then((answer) => answer)
    expect(body).toMatchObject({ status: 'ok', expires_at: soon })
  })

  it('accepts a form, and returns the same session for the same Idempotency-Key', async () => {
    const wallet = newWallet()
    const message = await messageOf(wallet)
    const sent = { message, signature: wallet.signMessage(message) }
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await server.http.post(path).set(key).type('form').send(sent).expect(200)
    const again = await server.http.post(path).set(key).send(sent).expect(200)
    expect(again.text).toBe(first.text)
    expect(again.headers).toMatchObject({ 'idempotent-replayed': 'true', 'cache-control': 'no-store' })
    expect(codeOf(await server.http.post(path).send(sent))).toStrictEqual([401, 'nonce.invalid'])
    const contents = await contentsOf(server.db.pool)
    for (const trace of [first.body.token, Buffer.from(first.body.token).toString('hex')]) {
      expect(contents).not.toContain(trace)
    }
  })

  it('keeps idempotency keys per wallet, and stores none for a wrong signature', async () => {
    const key = { 'Idempotency-Key': randomUUID() }
    const [john, jane] = [newWallet(), newWallet()]
    const tokens = []
    for (const wallet of [john, jane]) {
      const message = await messageOf(wallet)
      const sent = { message, signature: wallet.signMessage(message) }
      // Jane’s headers must not matter here.
      tokens.push(
        (
          await server.http
            .post(path)
            .set({ ...key, ...jane.headers })
            .send(sent)
            .expect(200)
        ).body.token,
      )
    }
    expect(new Set(tokens).size).toBe(2)
    const message = await messageOf(john)
    const forged = { message, signature: jane.signMessage(message) }
    const before = await server.db.prisma.idempotencyKey.count()
    const other = { 'Idempotency-Key': randomUUID() }
    expect(codeOf(await server.http.post(path).set(other).send(forged))).toStrictEqual([401, 'signature.invalid'])
    expect(await server.db.prisma.idempotencyKey.count()).toBe(before)
  })

  it('stores no token in the database', async () => {
    const token = await tokenOf(newWallet())
    const contents = await contentsOf(server.db.pool)
    expect(contents).not.toContain(token)
    expect(contents).not.toContain(Buffer.from(token).toString('hex'))
  })
})

describe('POST /auth/session/ errors', () => {
  const wallet = newWallet()
  const elsewhere = 'https://other.example'

  it.each<[string, Partial<SignInParts>]>([
    ['for another domain', { domain: 'other.example' }],
    ['for this host at another port', { domain: '127.0.0.1:1' }],
    ['for a domain that begins with this one', { domain: '127.0.0.1.other.example' }],
    ['for another scheme', { domain: 'https://127.0.0.1' }],
    ['for another server’s URI', { uri: elsewhere }],
    ['for a URI that is not a web address', { uri: 'did:key:z6Mk' }],
    ['for another chain', { chainId: 31_337 }],
    ['for a chain id that is not a number', { chainId: 'one' }],
    ['for another version', { version: '2' }],
    ['with an expired message', { rest: ['Expiration Time: 2026-01-01T00:00:00Z'] }],
    ['with a message that is not valid yet', { rest: ['Not Before: 2099-01-01T00:00:00Z'] }],
    ['with an invalid time', { rest: ['Expiration Time: 2026-13-01T00:00:00Z'] }],
    ['with an additional line', { rest: ['And: more'] }],
    ['with an invalid address', { address: 'nobody' }],
    ['with a nonce that is too short', { nonce: 'short' }],
  ])('rejects a sign-in %s', async (_, change) => {
    const domain = change.domain?.startsWith('https') ? `https://${new URL(server.url).host}` : change.domain
    const answer = await signIn(wallet, { ...change, ...(domain && { domain }) })
    expect(codeOf(answer)).toStrictEqual([400, 'input.invalid'])
    expect(answer.body).toStrictEqual({ error: { message: [expect.any(String)] } })
  })

  it.each(['', '𐀀', 'ü', 'Let me in', '\n'.repeat(20), 'wants you to sign in with your Ethereum account:'])(
    'rejects the message %j',
    async (text) => {
      const answer = await post(text, wallet.signMessage(text))
      expect(codeOf(answer)).toStrictEqual([400, 'input.invalid'])
    },
  )

  it('rejects a signature of another wallet or of another message', async () => {
    const message = await messageOf(wallet)
    const other = await messageOf(wallet)
    for (const signature of [
      newWallet().signMessage(message),
      wallet.signMessage(other),
      `0x${'1'.repeat(130)}`,
      '0x11',
    ]) {
      expect(codeOf(await post(message, signature))).toStrictEqual([401, 'signature.invalid'])
    }
    // None of these attempts used up the nonce.
    await post(message, wallet.signMessage(message)).expect(200)
  })

  it('rejects a message that was changed after it was signed', async () => {
    const message = await messageOf(wallet, { statement: 'One' })
    const changed = message.replace('One', 'Two')
    expect(codeOf(await post(changed, wallet.signMessage(message)))).toStrictEqual([401, 'signature.invalid'])
  })

  it('rejects a malformed signature', async () => {
    const message = await messageOf(wallet)
    for (const signature of ['', '0x', 'signature', '0xabc']) {
      const answer = await post(message, signature)
      expect(answer.body).toStrictEqual({ error: { signature: [expect.any(String)] } })
    }
  })

  it('rejects an unknown nonce and one that is five minutes old', async () => {
    expect(codeOf(await signIn(wallet, { nonce: '0'.repeat(32) }))).toStrictEqual([401, 'nonce.invalid'])
    const start = new Date()
    const message = await messageOf(wallet)
    server.setNow(new Date(start.getTime() + 301_000))
    expect(codeOf(await post(message, wallet.signMessage(message)))).toStrictEqual([401, 'nonce.invalid'])
    server.setNow(null)
  })

  it('does not ask the node about a message with an unknown nonce', async () => {
    const anvil = await startAnvil()
    const node = await startLyingNode(anvil.url)
    const there = await startTestApp({ ethRpcUrl: node.url })
    const { host, origin } = new URL(there.url)
    const parts = { domain: host, address: getAddress(newAddress()), uri: origin }
    const send = async (nonce: string) => {
      const message = signInMessage({ ...parts, nonce })
      return there.http.post(path).send({ message, signature: wallet.signMessage(message) })
    }
    expect(codeOf(await send('0'.repeat(32)))).toStrictEqual([401, 'nonce.invalid'])
    expect(node.asked).toStrictEqual([])
    const { nonce } = (await there.http.get('/api/v1/auth/nonce/').expect(200)).body
    await send(nonce)
    expect(node.asked).not.toStrictEqual([])
  })

  it('limits nonces and sign-ins per client', async () => {
    const limited = await startTestApp({ signInsPerMinute: 2 })
    const nonce = () => limited.http.get('/api/v1/auth/nonce/')
    await nonce().expect(200)
    await nonce().expect(200)
    const refused = await nonce()
    expect([...codeOf(refused), Number(refused.headers['retry-after']) > 0]).toStrictEqual([429, 'rate.limited', true])
    const attempt = () => limited.http.post(path).send({ message: 'x', signature: '0x11' })
    const answers = [await attempt(), await attempt(), await attempt()]
    expect(answers.map(({ status }) => status)).toStrictEqual([400, 400, 429])
  })

  it('accepts a nonce once for concurrent sign-ins', async () => {
    const message = await messageOf(wallet)
    const signature = wallet.signMessage(message)
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(message, signature)))
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toStrictEqual([200, ...Array.from({ length: 9 }, () => 401)])
  })
})

describe('DELETE /auth/session/ and session tokens', () => {
  it('revokes one session at once on all servers, and keeps the wallet’s other sessions', async () => {
    const wallet = newWallet()
    const [token, other] = [await tokenOf(wallet), await tokenOf(wallet)]
    const second = await buildApp({
      config: readConfig({ LOG_LEVEL: 'silent' }),
      ...{ db: server.db, ipfs: server.ipfs, chain: null, publicUrl: () => server.url },
    })
    const there = (some: string) => second.inject({ url: list, headers: bearer(some) })
    expect((await there(token)).statusCode).toBe(200)
    await server.http.delete(path).set(bearer(token)).expect(200, { status: 'ok' })
    expect((await there(token)).statusCode).toBe(401)
    expect((await there(other)).statusCode).toBe(200)
    expect(codeOf(await server.http.delete(path).set(bearer(token)))).toStrictEqual([401, 'session.invalid'])
    await second.close()
  })

  it('revokes all sessions of the wallet that signs the request, and no others', async () => {
    const [wallet, stranger] = [newWallet(), newWallet()]
    const tokens = [await tokenOf(wallet), await tokenOf(wallet)]
    const theirs = await tokenOf(stranger)
    const headers = wallet.sign({ method: 'DELETE', url: server.url + path })
    await server.http.delete(path).set(headers).expect(200)
    for (const token of tokens) await server.http.get(list).set(bearer(token)).expect(401)
    await server.http.get(list).set(bearer(theirs)).expect(200)
  })

  it('rejects a revocation without credentials', async () => {
    expect(codeOf(await server.http.delete(path))).toStrictEqual([401, 'signature.missing'])
  })

  it.each(['', 'chs_', 'x'.repeat(8000), 'a b', `chs_${'0'.repeat(64)}`])('rejects the token %j', async (token) => {
    for (const url of [list, `${list}get_certificates_by_learner/`]) {
      expect(codeOf(await server.http.get(url).set(bearer(token)))).toStrictEqual([401, 'session.invalid'])
    }
  })

  it('rejects a token that is sent together with a signature', async () => {
    const wallet = newWallet()
    const token = await tokenOf(wallet)
    for (const headers of [wallet.headers, wallet.sign({ url: server.url + list })]) {
      const answer = await server.http.get(list).set({ ...bearer(token), ...headers })
      expect(codeOf(answer)).toStrictEqual([401, 'signature.invalid'])
    }
  })

  it('ignores other schemes of Authorization', async () => {
    await server.http.get(list).set(newWallet().headers).set('Authorization', 'Basic YTpi').expect(200)
    const answer = await server.http.get(list).set('Authorization', 'Basic YTpi')
    expect(codeOf(answer)).toStrictEqual([401, 'signature.missing'])
  })
})
