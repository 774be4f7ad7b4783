import { describe, expect, it } from 'vitest'
import { startTestApp } from '../support/server/app.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

const list = '/api/v1/certificates/'
const anybodys = `${list}get_certificates_by_learner/`

const codeOf = (answer: { status: number; headers: Record<string, string> }) => [
  answer.status,
  answer.headers['x-error-code'],
]

describe('BDN’s signature of the address alone', () => {
  it('may do everything by default; answers say that it is deprecated, and it is counted', async () => {
    const { http, app } = await startTestApp()
    const { headers, address } = newWallet()
    const made = await http
      .post(list)
      .set(headers)
      .send({ ...documented.body, holder_eth_address: address })
      .expect(200)
    expect(made.headers.deprecation).toBe('@1795305600')
    const looked = await http.get(anybodys).set(headers).expect(200)
    expect(looked.headers.deprecation).toBe('@1795305600')
    // RFC 9745: a date.
    expect(new Date(1_795_305_600_000).toISOString()).toBe('2026-11-22T00:00:00.000Z')
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 2, refused: 0 })
  })

  it('is nobody’s where it is wrong: no answer mentions it, and nobody counts it', async () => {
    const { http, app } = await startTestApp()
    const wrong = { ...newWallet().headers, 'Auth-Eth-Address': newWallet().address }
    const answer = await http.get(anybodys).set(wrong).expect(200)
    expect(answer.headers).not.toHaveProperty('deprecation')
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 0, refused: 0 })
  })

  it('only looks with WALLET_STATIC_SIGNATURES=read', async () => {
    const { http, app, url } = await startTestApp({ walletStaticSignatures: 'read' })
    const wallet = newWallet()
    await http.get(list).set(wallet.headers).expect(200)
    await http.head(list).set(wallet.headers).expect(200)
    const refused = await http.post(list).set(wallet.headers).send(documented.body)
    expect(codeOf(refused)).toStrictEqual([401, 'signature.static'])
    expect(refused.body.detail).toMatch(/for a change.*sign in at \/api\/v1\/auth\/session\/.*Auth-Timestamp/)
    expect(codeOf(await http.delete('/api/v1/auth/session/').set(wallet.headers))).toStrictEqual([
      401,
      'signature.static',
    ])
    const body = JSON.stringify(documented.body)
    const headers = wallet.sign({ method: 'POST', url: url + list, body })
    await http.post(list).set(headers).type('json').send(body).expect(200)
    expect(app.staticSignatureCounts).toStrictEqual({ accepted: 2, refused: 2 })
  })

  it('does nothing with WALLET_STATIC_SIGNATURES=off, and is told what does', async () => {
    const { http, url } = await startTestApp({ walletStaticSignatures: 'off' })
    const wallet = newWallet()
    for (const path of [list, anybodys]) {
      const refused = await http.get(path).set(wallet.headers)
      expect(codeOf(refused)).toStrictEqual([401, 'signature.static'])
      expect(refused.body.detail).toMatch(/address alone: sign in at/)
    }
    await http.get(anybodys).expect(200)
    await http
      .get(list)
      .set(wallet.sign({ url: url + list }))
      .expect(200)
  })
})
