import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/core/config.ts'
import { admitWallet, removeWallet } from '../../src/issuers/admit.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { documented, newWallet, type TestWallet } from '../support/wallet/wallets.ts'

const operator = { author: { command: 'test' }, at: new Date() }

const creating = ({ http }: TestApp, { headers }: TestWallet, path = '') =>
  http.post(`/api/v1/certificates/${path}`).set(headers).send(documented.body)
const uploading = ({ http }: TestApp, { headers }: TestWallet) =>
  http.post('/api/v1/files/').set(headers).attach('file', Buffer.from('A file.'), 'file.txt')

const refused = {
  status: 403,
  headers: { 'x-error-code': 'wallet.not_admitted' },
  body: { detail: expect.any(String) },
}

async function admit({ db }: TestApp, { address }: TestWallet) {
  await admitWallet(db, address as `0x${string}`, 'A school', operator)
}

describe.each([
  ['WALLET_CREATES', 'walletCreates', creating, uploading],
  ['WALLET_UPLOADS', 'walletUploads', uploading, creating],
] as const)('%s', (_, name, limited, other) => {
  const start = (mode: Config['walletCreates']) => startTestApp({ [name]: mode })

  it('admitted: accepts admitted wallets only, also of confirmed ones', async () => {
    const server = await start('admitted')
    const [admitted, stranger, confirmed, removed] = [newWallet(), newWallet(), newWallet(), newWallet()]
    for (const wallet of [admitted, removed]) await admit(server, wallet)
    await removeWallet(server.db, removed.address as `0x${string}`, operator)
    await confirmWallet(server.db, confirmed.address)
    await limited(server, admitted).expect(200)
    for (const wallet of [stranger, removed]) {
      expect(await limited(server, wallet)).toMatchObject(refused)
      await other(server, wallet).expect(200)
    }
    const url = `${server.url}/api/v1/certificates/`
    const body = JSON.stringify(documented.body)
    const headers = { ...confirmed.sign({ method: 'POST', url, body }), 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body })
    expect(answer.status).toBe(name === 'walletCreates' ? 403 : 200)
  })

  it('off: accepts no wallet', async () => {
    const server = await start('off')
    const wallet = newWallet()
    await admit(server, wallet)
    expect(await limited(server, wallet)).toMatchObject(refused)
    await other(server, wallet).expect(200)
  })
})

const FORM = 'multipart/form-data; boundary=abc'

/** Sends only the headers of an upload of 10 MB, and returns the status of the response. */
async function statusBeforeBody({ url }: TestApp, headers: Record<string, string>): Promise<number> {
  const type = { 'content-type': FORM, 'content-length': '10000000' }
  const request = httpRequest(`${url}/api/v1/files/`, { method: 'POST', headers: { ...headers, ...type } })
  request.flushHeaders()
  const [response] = (await once(request, 'response')) as [IncomingMessage] // The event of node:http.
  request.destroy()
  return response.statusCode ?? 0
}

it('rejects uploads before their bodies arrive, and lets clients that send them read the response', async () => {
  const [off, admitting] = [
    await startTestApp({ walletUploads: 'off' }),
    await startTestApp({ walletUploads: 'admitted' }),
  ]
  const wallet = newWallet()
  for (const server of [off, admitting]) {
    const url = `${server.url}/api/v1/files/`
    expect(await statusBeforeBody(server, wallet.headers)).toBe(403)
    const signed = wallet.sign({ method: 'POST', url, body: 'not sent', contentType: FORM })
    expect(await statusBeforeBody(server, signed)).toBe(403)
    expect(await statusBeforeBody(server, {})).toBe(401)
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(8_000_000)]))
    expect((await fetch(url, { method: 'POST', headers: wallet.headers, body: form })).status).toBe(403)
  }
  // The claim of an admitted wallet is not sufficient.
  const admitted = newWallet()
  await admit(admitting, admitted)
  const url = `${admitting.url}/api/v1/files/`
  const forged = { ...newWallet().sign({ method: 'POST', url }), 'Auth-Eth-Address': admitted.address }
  const form = new FormData()
  form.set('file', new Blob(['A file.']))
  expect((await fetch(url, { method: 'POST', headers: forged, body: form })).status).toBe(401)
})

it('also rejects typed data of certificates that cannot be created', async () => {
  const server = await startTestApp({ walletCreates: 'off' })
  expect(await creating(server, newWallet(), 'typed_data/')).toMatchObject(refused)
})

it('never changes a verdict by admission', async () => {
  const server = await startTestApp()
  const issuer = newWallet()
  const { certificate_pk: id } = (await creating(server, issuer).expect(200)).body
  const verdict = async () => (await server.http.get(`/verify/${id}.json`)).body
  const { checkedAt: _, ...before } = await verdict()
  await admit(server, issuer)
  const { checkedAt: __, ...after } = await verdict()
  expect(after).toStrictEqual(before)
  expect(after.verdict).toBe('issuer_not_confirmed')
})
