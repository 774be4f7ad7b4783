import { hash, randomUUID } from 'node:crypto'
import { readBundle } from '@chancery/verify/proof/bundle'
import { beforeAll, describe, expect, it } from 'vitest'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { certified } from '../../support/public/publicCertificates.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { documented, newWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
let id: string
const [issuer, holder] = [newWallet(), newWallet()]
beforeAll(async () => {
  server = await startTestApp()
  id = await createSigned(server, issuer, holder)
})

const get = (of: string, query = '', headers: object = holder.headers) =>
  server.http.get(`/api/v1/certificates/${of}/bundle/${query}`).set(headers as Record<string, string>)

const verifyElsewhere = (text: string, file: Uint8Array | null = null) =>
  verifyIndependently(text, file, new Date(), null, issuer.address)

type Facts = { name?: string; value?: string }[]
const shown = (facts: Facts) => facts.flatMap(({ name, value }) => (value === undefined ? [] : [name]))

describe('GET /certificates/:id/bundle/', () => {
  it('returns the complete proof with the checksum', async () => {
    const { body, text } = await get(id).expect(200)
    expect(readBundle(text)).toStrictEqual(body)
    expect(text).toContain(hash('sha256', certified))
    expect(body).toMatchObject({ version: '2', issuer: { did: `did:pkh:eip155:1:${issuer.address}`, claim: null } })
    expect(await verifyElsewhere(text, certified)).toBe('valid')
  })

  it('returns only the chosen facts, also for a signed request', async () => {
    const query = '?facts=certificate_title,%20score'
    const { body, text } = await get(id, query).expect(200)
    expect(shown(body.certificate.facts)).toStrictEqual(['certificate_title', 'score'])
    expect(await verifyElsewhere(text)).toBe('valid')
    expect(await verifyElsewhere(text, certified)).toBe('not_checked')
    const url = `${server.url}/api/v1/certificates/${id}/bundle/?facts=file`
    const answer = await fetch(url, { headers: holder.sign({ url }) })
    const withFile = await answer.text()
    expect(shown(JSON.parse(withFile).certificate.facts)).toStrictEqual([])
    expect(await verifyElsewhere(withFile, certified)).toBe('valid')
  })

  it.each(['name', 'certificate_title,,score', '', 'score,grade', 'score&facts=skill'])(
    'rejects facts=%s with a reason',
    async (facts) => {
      const { body } = await get(id, `?facts=${facts}`).expect(400)
      expect(body.error.facts).toStrictEqual([expect.stringMatching(/certificate_title|once|Is empty/)])
    },
  )
})

describe('GET /certificates/:id/bundle/ errors', () => {
  it('rejects the issuer and unsigned requests', async () => {
    expect((await get(id, '', issuer.headers).expect(401)).body).toStrictEqual({ status: 'denied' })
    expect((await get(id, '', {}).expect(401)).body).toHaveProperty('detail')
  })

  it('returns 404 for a certificate without a proof and for unknown ids', async () => {
    const body = { ...documented.body, holder_eth_address: holder.address }
    const { body: created } = await server.http.post('/api/v1/certificates/').set(issuer.headers).send(body).expect(200)
    expect((await get(created.certificate_pk).expect(404)).headers['x-error-code']).toBe('certificate.unproven')
    for (const unknown of [randomUUID(), 'nonsense']) {
      expect((await get(unknown).expect(404)).headers['x-error-code']).toBe('certificate.not_found')
    }
  })
})
