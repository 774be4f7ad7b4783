import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { LIST_SIZE } from '../../src/credentials/queries.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

const publicUrl = 'https://certs.example.org'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ publicUrl, secretsKey: randomBytes(32) })
  site = await newSite(server.db)
})

const credentialOf = async (publicId: string): Promise<string> =>
  String((await server.http.get(`/verify/${publicId}/credential.json`).responseType('blob').expect(200)).body)

describe('GET /status/:site/:number', () => {
  it('returns a signed list that caches keep for half a minute', async () => {
    const { publicId } = await issueStating(server, site.id)
    const { credentialStatus } = JSON.parse(await credentialOf(publicId))
    const path = new URL(credentialStatus.statusListCredential).pathname
    const { headers, body } = await server.http.get(path).responseType('blob').expect(200)
    expect(headers).toMatchObject({
      'content-type': 'application/vc',
      'cache-control': 'public, max-age=30',
      'access-control-allow-origin': '*',
    })
    expect(JSON.parse(String(body))).toMatchObject({
      id: `${publicUrl}${path}`,
      type: expect.arrayContaining(['VerifiableCredential']),
    })
    await server.http.get(path).set('If-None-Match', String(headers.etag)).expect(304)
  })

  it('signs the list again before it lapses', async () => {
    const { publicId } = await issueStating(server, site.id)
    const badge = await credentialOf(publicId)
    const path = new URL(JSON.parse(badge).credentialStatus.statusListCredential).pathname
    const endOf = async () => Date.parse(JSON.parse((await server.http.get(path).responseType('blob')).body).validUntil)
    const before = await endOf()
    const later = new Date(before - 3_600_000)
    server.setNow(later)
    try {
      expect(await endOf()).toBeGreaterThan(before)
    } finally {
      server.setNow(null)
    }
  })

  it.each(['/status/0/1', '/status/1/999', '/status/999/1', '/status/1/-1', '/status/1/x', '/status/99999999999/1'])(
    'rejects %s',
    async (path) => {
      expect((await server.http.get(path).expect(404)).headers['x-error-code']).toBe('status_list.not_found')
    },
  )

  it('begins another list when one is full', async () => {
    const other = await newSite(server.db)
    const first = await issueStating(server, other.id)
    const list = JSON.parse(await credentialOf(first.publicId)).credentialStatus.statusListCredential
    await server.db.prisma.statusList.updateMany({ where: { siteId: other.id }, data: { used: LIST_SIZE } })
    const second = await issueStating(server, other.id)
    const { statusListCredential } = JSON.parse(await credentialOf(second.publicId)).credentialStatus
    expect([list, statusListCredential]).toStrictEqual([
      `${publicUrl}/status/${other.id}/1`,
      `${publicUrl}/status/${other.id}/2`,
    ])
  })
})
