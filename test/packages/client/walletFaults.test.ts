import { type Signer, WalletClient } from '@chancery/client'
import { Wallet } from 'ethers'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { type FaultyProxy, startFaultyProxy } from './faultyProxy.ts'
import { all, contentFor, newKey } from './signers.ts'

let server: TestApp
let proxy: FaultyProxy
beforeAll(async () => {
  server = await startTestApp()
  proxy = await startFaultyProxy(server.url)
})

const clientOf = (signer: Signer, more = {}) => new WalletClient({ baseUrl: server.url, signer, ...more })

describe('errors of WalletClient', () => {
  it('have the codes and sentences of the wallet API', async () => {
    const [issuer, other] = [clientOf(new Wallet(newKey())), clientOf(new Wallet(newKey()))]
    const { certificate_pk: id } = await issuer.certificates.create(contentFor(await issuer.address()))
    await expect(other.certificates.revoke(id, 'Mine.')).rejects.toMatchObject({
      ...{ status: 401, code: 'certificate.not_issuer', message: 'Another wallet issued this certificate.' },
    })
    await expect(issuer.certificates.create(contentFor('0x1'))).rejects.toMatchObject({
      ...{ code: 'input.invalid', fields: { holder_eth_address: [expect.any(String)] } },
      message: expect.stringMatching(/^holder_eth_address: /),
    })
  })

  it('report a server that calls itself otherwise', async () => {
    const client = clientOf(new Wallet(newKey()), { baseUrl: proxy.url })
    const named = { code: 'client.wrong_server', message: expect.stringContaining(`calls itself ${server.url}`) }
    await expect(all(client.certificates.list())).rejects.toMatchObject(named)
    await expect(client.signIn()).rejects.toMatchObject(named)
  })
})

describe('WalletClient with a clock that is an hour off', () => {
  it.each([3600, -3600])('follows the server’s Date by %i s', async (seconds) => {
    const moved = new Date(Date.now() + seconds * 1000)
    server.setNow(moved)
    proxy.rewrite = (headers) => {
      headers.date = moved.toUTCString()
    }
    const client = clientOf(new Wallet(newKey()), { baseUrl: proxy.url, publicUrl: server.url })
    const { certificate_pk: id } = await client.certificates.create(contentFor(await client.address()))
    await client.certificates.revoke(id, 'A mistake.')
    await client.signIn({ expiresAt: new Date(moved.getTime() + 600_000) })
    expect(await client.certificates.get(id)).toMatchObject({ revocation_reason: 'A mistake.' })
    server.setNow(null)
    proxy.rewrite = () => {}
  })

  it('signs once more if the clock changes later, and reports the server’s time without Date', async () => {
    const client = clientOf(new Wallet(newKey()), { baseUrl: proxy.url, publicUrl: server.url })
    await all(client.certificates.list())
    const moved = new Date(Date.now() + 3_600_000)
    server.setNow(moved)
    proxy.rewrite = (headers) => {
      delete headers.date
    }
    await expect(all(client.certificates.list())).rejects.toMatchObject({
      ...{
        code: 'signature.expired',
        attempts: 1,
        message: expect.stringContaining(`${Math.floor(moved.getTime() / 1000)}`.slice(0, 8)),
      },
    })
    proxy.rewrite = (headers) => {
      headers.date = moved.toUTCString()
    }
    const before = proxy.requests.length
    expect(await all(client.certificates.list())).toStrictEqual([])
    expect(proxy.requests.length - before).toBe(2)
    server.setNow(null)
    proxy.rewrite = () => {}
  })
})
