import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

type Case = { name: string; address: string; signature: string; accepted: boolean; recovered?: string }

const vectors: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../vectors/wallet-auth.json', import.meta.url), 'utf8'),
)

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
})

const certificates = '/api/v1/certificates/'

describe('Wallet API authentication', () => {
  it.each(vectors.cases)(
    'accepts or rejects a test vector and recovers its signer: $name',
    async ({ address, signature, accepted, recovered }) => {
      const headers = { 'Auth-Eth-Address': address, 'Auth-Signature': signature }
      await server.http
        .get(certificates)
        .set(headers)
        .expect(accepted ? 200 : 401)
      if (!accepted || !recovered) return
      const answer = await server.http.post(certificates).set(headers).send(documented.body).expect(200)
      const { body } = await server.http.get(`${certificates}${answer.body.certificate_pk}/`).expect(200)
      expect(body.user_eth_address).toBe(recovered)
    },
  )

  it('accepts headers spelt with underscores, as in BDN’s documentation', async () => {
    const headers = {
      AUTH_ETH_ADDRESS: documented.headers['Auth-Eth-Address'],
      AUTH_SIGNATURE: documented.headers['Auth-Signature'],
    }
    await server.http.get(certificates).set(headers).expect(200)
  })

  it('rejects a request that lacks one of the two headers', async () => {
    const { headers } = newWallet()
    for (const name of Object.keys(headers)) {
      const answer = await server.http
        .get(certificates)
        .set(name, headers[name] ?? '')
        .expect(401)
      expect(answer.body).toStrictEqual({ detail: 'Authentication credentials were not provided.' })
      expect(answer.headers['x-error-code']).toBe('signature.missing')
    }
  })

  it('registers a wallet once when its first requests are concurrent', async () => {
    const wallet = newWallet()
    await Promise.all(Array.from({ length: 20 }, () => server.http.get(certificates).set(wallet.headers).expect(200)))
    expect(await server.db.prisma.wallet.count({ where: { address: wallet.address } })).toBe(1)
  })
})

describe('CORS of the wallet API', () => {
  it('allows any origin by default', async () => {
    const answer = await server.http
      .options(certificates)
      .set('Origin', 'https://wallet.example')
      .set('Access-Control-Request-Method', 'POST')
      .set('Access-Control-Request-Headers', 'auth-signature, auth-eth-address, content-type')
      .expect(204)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.headers['access-control-allow-headers']).toBe(
      'Auth-Signature, Auth-Eth-Address, Auth-Timestamp, Auth-Nonce, Auth-Version, Authorization, Content-Type, Idempotency-Key',
    )
  })

  it('sends CORS headers with a 401 response', async () => {
    const answer = await server.http.get(certificates).set('Origin', 'https://wallet.example').expect(401)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
  })

  it('allows only the configured origins', async () => {
    const strict = await startTestApp({ corsOrigins: ['https://wallet.example'] })
    const from = async (origin: string) =>
      (await strict.http.get(certificates).set('Origin', origin)).headers['access-control-allow-origin']
    expect(await from('https://wallet.example')).toBe('https://wallet.example')
    expect(await from('https://evil.example')).toBeUndefined()
  })
})
