import { describe, expect, it } from 'vitest'
import { startTestApp } from '../support/server/app.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

const list = '/api/v1/certificates/'
const publicList = `${list}get_certificates_by_learner/`

const codeOf = (answer: { status: number; headers: Record<string, string> }) => [
  answer.status,
  answer.headers['x-error-code'],
]

describe('WALLET_STATIC_SIGNATURES', () => {
  it('accepts static signatures by default, marks the responses as deprecated and counts them', async () => {
    const { http, app } = await startTestApp()
    const { headers, address } = newWallet()
    const made = await http
      .post(list)
      .set(headers)
      .send({ ...documented.body, holder_eth_address: address })
      .expect(200)
    expect(made.headers.deprecation).toBe('@1795305600')
    const looked = await http.get(publicList).set(headers).expect(200)
    expect(looked.headers.deprecation).toBe('@1795305600')
    // RFC 9745: the header is a date.
    expect(new Date(1_795_305_600_000).toISOString()).toBe('2026-11-22T00:00:00.000Z')
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 2, refused: 0 })
  })

  it('ignores a wrong static signature on a public route, without a deprecation header or a count', async () => {
    const { http, app } = await startTestApp()
    const wrong = { ...newWallet().headers, 'Auth-Eth-Address': newWallet().address }
    const answer = await http.get(publicList).set(wrong).expect(200)
    expect(answer.headers).not.toHaveProperty('deprecation')
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 0, refused: 0 })
  })

  it('accepts static signatures only for reads with WALLET_STATIC_SIGNATURES=read', async () => {
    const { http, app, url } = await startTestApp({ walletStaticSignatures: 'read' })
    const wallet = newWallet()
    await http.get(list).set(wallet.headers).expect(200)
    await http.head(list).set(wallet.headers).expect(200)
    const refused = await http.post(list).set(wallet.headers).send(documented.body)
    expect(codeOf(refused)).toStrictEqual([401, 'signature.static'])
    expect(refused.body.detail).toMatch(/for changes.*Sign in at \/api\/v1\/auth\/session\/.*Auth-Timestamp/)
    expect(codeOf(await http.delete('/api/v1/auth/session/').set(wallet.headers))).toStrictEqual([
      401,
      'signature.static',
    ])
    const body = JSON.stringify(documented.body)
    const headers = wallet.sign({ method: 'POST', url: url + list, body })
    await http.post(list).set(headers).type('json').send(body).expect(200)
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 2, refused: 2 })
  })

  it('rejects static signatures with WALLET_STATIC_SIGNATURES=off and names the alternatives', async () => {
    const { http, url } = await startTestApp({ walletStaticSignatures: 'off' })
    const wallet = newWallet()
    for (const path of [list, publicList]) {
      const refused = await http.get(path).set(wallet.headers)
      expect(codeOf(refused)).toStrictEqual([401, 'signature.static'])
      expect(refused.body.detail).toMatch(/address alone\. Sign in at/)
    }
    await http.get(publicList).expect(200)
    await http
      .get(list)
      .set(wallet.sign({ url: url + list }))
      .expect(200)
  })
})
