import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { LIST_SIZE } from '../../src/credentials/queries.ts'
import { statusLists } from '../../src/credentials/statusList.ts'
import { secretsBy } from '../../src/database/secrets.ts'
import type { Sql } from '../../src/database/sql.ts'
import { contextIn } from '../support/lms/context.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

const publicUrl = 'https://certs.example.org'
const secretsKey = randomBytes(32)

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ publicUrl, secretsKey })
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

describe('concurrent requests for a status list that changed', () => {
  const revoke = (id: number) =>
    server.http
      .post(`/openapi/v1/certificates/${id}/revoke`)
      .set('X-API-KEY', site.key)
      .send({ reason: 'A mistake.' })
      .expect(200)
  const bitOf = (list: string, index: number): number => {
    const bytes = gunzipSync(Buffer.from(JSON.parse(list).credentialSubject.encodedList.slice(1), 'base64url'))
    return ((bytes[index >> 3] ?? 0) >> (7 - (index % 8))) & 1
  }

  it('read its bits once, and never return a list that was read before them', async () => {
    const issued = [await issueStating(server, site.id), await issueStating(server, site.id)] as const
    const statuses = []
    for (const { publicId } of issued) statuses.push(JSON.parse(await credentialOf(publicId)).credentialStatus)
    const [first = 0, second = 0] = statuses.map(({ statusListIndex }) => Number(statusListIndex))
    const number = Number(String(statuses[0].statusListCredential).split('/').at(-1))
    await revoke(issued[0].id)

    // Holds the first reading of the bits after the database has returned them.
    const steps = new EventEmitter()
    const [isRead, mayGoOn] = [once(steps, 'read'), once(steps, 'go on')]
    let readings = 0
    const read: Sql['$queryRaw'] = async <Rows>(query: Parameters<Sql['$queryRaw']>[0], ...values: unknown[]) => {
      const rows = await server.db.$queryRaw<Rows>(query, ...values)
      if (!String('raw' in query ? query.join('') : query.sql).includes('string_agg(index')) return rows
      readings += 1
      if (readings === 1) {
        steps.emit('read')
        await mayGoOn
      }
      return rows
    }
    const db = Object.create(server.db, { $queryRaw: { value: read } })
    const keys = { secrets: () => secretsBy(secretsKey), issuerKeys: new Map(), chainId: 1 }
    const context = { ...contextIn(server.db, site.id), publicUrl, ...keys, db, at: new Date() }
    const listOf = statusLists(db)
    const ask = () => listOf(context, site.id, number)

    const before = [ask(), ask(), ask()]
    await isRead
    await revoke(issued[1].id)
    const after = [ask(), ask(), ask()]
    steps.emit('go on')
    const [old, young] = [await Promise.all(before), await Promise.all(after)]
    expect(old.map((list) => bitOf(list, first))).toStrictEqual([1, 1, 1])
    expect(young.map((list) => [bitOf(list, first), bitOf(list, second)])).toStrictEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
    // The requests that came during the first reading share the second one.
    expect(readings).toBe(2)
  })
})
